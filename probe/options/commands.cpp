#include "probe/options/commands.hpp"

#include <CLI/App.hpp>

#include <string_view>

namespace srcip::probe {
namespace {

constexpr auto exit_statuses = R"(
Exit status:
  0  every path did what Kubernetes promises, or better
  1  at least one promise was broken
  2  the command line was wrong
  3  the cluster could not be asked, or holds nothing of that name, or the report could not be written
  4  nothing was broken, but not everything could be judged, or there was no path to walk)";

constexpr auto examples = R"(
Examples:
  NAME --nodes auto                      every path of the context's namespace, from where you stand
  NAME -n web --service api -o json      one service, as srcip.sweep/v1
  NAME targets -A                        what a sweep would walk, without sending a packet
  NAME --nodes 10.0.0.1,10.0.0.2 --port 30080     node ports without an API: what arrived, not what was promised
)";

void add_walking_options(CLI::App& app, raw_options& raw) {
    add_cluster_options(app, raw.cluster);
    add_path_options(app, raw.paths);
    add_manner_options(app, raw.manner);
    add_output_options(app, raw.output);
}

void add_sweep(CLI::App& program, raw_options& raw) {
    auto* sweep = program.add_subcommand("sweep", "Walk every path once and judge it; done when no command is named");
    add_walking_options(*sweep, raw);
    sweep->footer(exit_statuses);
}

void add_targets(CLI::App& program, raw_options& raw) {
    auto* targets = program.add_subcommand("targets", "Say what a sweep would walk and what is promised; send nothing");
    add_cluster_options(*targets, raw.cluster);
    add_path_options(*targets, raw.paths);
    add_output_options(*targets, raw.output);
}

std::string with_name(std::string text, const std::string& name) {
    constexpr std::string_view placeholder = "NAME";
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + name.size()))
        text.replace(at, placeholder.size(), name);
    return text;
}

} // namespace

void add_commands(CLI::App& program, raw_options& raw) {
    program.footer(with_name(examples, program.get_name()) + exit_statuses);
    add_walking_options(program, raw);
    add_sweep(program, raw);
    add_targets(program, raw);
    program.require_subcommand(0, 1);
}

std::string program_name(const char* argv0) {
    const std::string_view given = argv0 == nullptr ? "" : argv0;
    const auto base = given.substr(given.rfind('/') + 1);
    return base == "kubectl-sipprobe" ? "kubectl sipprobe" : "sipprobe";
}

} // namespace srcip::probe
