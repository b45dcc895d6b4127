#include "probe/options/commands.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace srcip::probe {
namespace {

constexpr auto sweep_statuses = R"(
Exit status:
  0  every path did what Kubernetes promises, or better
  1  at least one promise was broken; or --fail-on counts a change
  2  the command line was wrong
  3  the cluster could not be asked, or holds nothing of that name, or the
     report could not be written
  4  nothing was broken, but not everything could be judged, or there was no
     path to walk
  128+N  signal N ended it: the report says what was walked until then)";

constexpr auto watch_statuses = R"(
Exit status:
  0  a signal ended it: SIGINT and SIGTERM let it say what it saw
  2  the command line was wrong
  3  what it saw could not be written
  otherwise the last sweep's, when --count ended it; see NAME sweep --help)";

constexpr auto diff_statuses = R"(
Exit status:
  0  nothing is worse
  1  something is worse: a promise is broken that was not, or an address that
     was promised and arrived does neither any more
  2  the command line was wrong, or a file is no report
  4  nothing is worse, but what could be judged cannot be any more)";

constexpr auto merge_statuses = R"(
Exit status: the worst of the reports'
  0  every path did what Kubernetes promises, or better
  1  at least one promise was broken
  2  the command line was wrong, or a file is no report
  4  nothing was broken, but not everything could be judged)";

constexpr auto examples = R"(
Examples:
  NAME                               every path of the context's namespace
  NAME -n web --service api -o json  one service, as srcip.sweep/v1
  NAME -A -o junit=report.xml        every namespace, for a CI system
  NAME targets -A                    what a sweep would walk; sends nothing
  NAME --save yesterday.json         to compare with:
  NAME --baseline yesterday.json     what changed since
  NAME watch --listen 9117           changes only, and metrics
  NAME --nodes 10.0.0.1 --port 30080 without an API: what arrived
  NAME COMMAND --help                the options of a command
)";

constexpr auto group = "What";

constexpr std::array<std::pair<std::string_view, mode>, 6> modes{{{"sweep", mode::sweep},
                                                                  {"watch", mode::watch},
                                                                  {"diff", mode::diff},
                                                                  {"merge", mode::merge},
                                                                  {"explain", mode::explain},
                                                                  {"targets", mode::targets}}};

void add_walking_options(CLI::App& app, raw_options& raw) {
    add_cluster_options(app, raw.cluster);
    add_path_options(app, raw.paths);
    add_manner_options(app, raw.manner);
    add_output_options(app, raw.output);
}

std::string with_name(std::string text, const std::string& name) {
    constexpr std::string_view placeholder = "NAME";
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + name.size()))
        text.replace(at, placeholder.size(), name);
    return text;
}

void add_walking_commands(CLI::App& program, raw_options& raw) {
    auto* sweep = program.add_subcommand("sweep", "Walk every path once and judge it: done when no command is named");
    add_walking_options(*sweep, raw);
    sweep->footer(sweep_statuses);

    auto* watch = program.add_subcommand("watch", "Sweep again and again; print changes only, keep metrics");
    add_watch_options(*watch, raw.watch);
    add_walking_options(*watch, raw);
    watch->footer(with_name(watch_statuses, program.get_name()));

    auto* targets = program.add_subcommand("targets", "Say what a sweep would walk and what is promised; send nothing");
    add_cluster_options(*targets, raw.cluster);
    add_path_options(*targets, raw.paths);
    add_format_options(*targets, raw.output, "table or json");
    targets->footer("");
}

void add_reading_commands(CLI::App& program, raw_options& raw) {
    auto* diff = program.add_subcommand("diff", "Say what changed between two saved reports");
    diff->add_option("REPORTS", raw.files,
                     "The old one and the new one: files that --save or -o json wrote; - is standard input")
        ->expected(2)
        ->required()
        ->group(group)
        ->type_name("FILE");
    add_format_options(*diff, raw.output, "table, json or markdown");
    diff->footer(diff_statuses);

    auto* merge = program.add_subcommand("merge", "Put reports from several places into one matrix: from x path");
    merge->add_option("FILES", raw.files, "Files that --save or -o json wrote; - is standard input")
        ->required()
        ->group(group)
        ->type_name("FILE");
    add_format_options(*merge, raw.output, "table or json");
    merge->footer(merge_statuses);

    auto* explain = program.add_subcommand("explain", "Say what a rule or an advice means, and draw its path");
    explain->add_option("TOPIC", raw.topic, "A rule, an advice or its number [all of them]")->group(group);
    explain->footer("");
}

void add_completion(CLI::App& program, raw_options& raw) {
    auto* completion = program.add_subcommand("completion", "Print a shell's completion script");
    completion->add_option("SHELL", raw.shell, "bash, zsh or fish")
        ->required()
        ->group(group)
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    completion->footer("\nFor one bash:  source <(" + program.get_name() + " completion bash)");
}

} // namespace

void add_commands(CLI::App& program, raw_options& raw) {
    program.footer(with_name(examples, program.get_name()) + sweep_statuses);
    add_walking_options(program, raw);
    add_walking_commands(program, raw);
    add_reading_commands(program, raw);
    add_completion(program, raw);
    program.require_subcommand(0, 1);
}

mode chosen_mode(const CLI::App& program) {
    for (const auto& [name, which] : modes)
        if (program.got_subcommand(std::string(name)))
            return which;
    return mode::sweep;
}

option_error check_options_of(const CLI::App& program) {
    const auto chosen = program.get_subcommands();
    if (chosen.empty())
        return std::nullopt;
    for (const auto* option : program.get_options()) {
        if (option->count() == 0)
            continue;
        const auto known = chosen.front()->get_options(
            [&](const CLI::Option* other) { return other->get_name() == option->get_name(); });
        if (known.empty())
            return option->get_name() + " does not go with " + chosen.front()->get_name();
    }
    return std::nullopt;
}

std::string program_name(const char* argv0) {
    const std::string_view given = argv0 == nullptr ? "" : argv0;
    const auto base = given.substr(given.rfind('/') + 1);
    return base == "kubectl-sipprobe" ? "kubectl sipprobe" : "sipprobe";
}

} // namespace srcip::probe
