#include "probe/options.hpp"

#include "probe/options/commands.hpp"
#include "probe/options/completion.hpp"
#include "probe/options/help_format.hpp"

#include <srcip/printable.hpp>
#include <srcip/version.hpp>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>

#include <memory>

namespace srcip::probe {
namespace {

constexpr auto description = "Walks every way into the services of a Kubernetes cluster and says for each\n"
                             "whether the source address was preserved, who rewrote it, and whether\n"
                             "Kubernetes promised that.\n";

early_exit usage_error(const std::string& what, const CLI::App& program) {
    return {exit_usage, "sipprobe: " + printable(what, 300) + "; see " + program.get_name() + " --help\n"};
}

std::variant<options, early_exit> interpret(const raw_options& raw, const CLI::App& program) {
    options out;
    out.mode = chosen_mode(program);
    out.files = raw.files;
    out.topic = raw.topic;
    if (auto error = check_options_of(program))
        return usage_error(*error, program);
    if (auto error = read_cluster_options(raw.cluster, out.cluster))
        return usage_error(*error, program);
    if (auto error = read_path_options(raw.paths, out.paths))
        return usage_error(*error, program);
    if (auto error = read_manner_options(raw.manner, out.manner))
        return usage_error(*error, program);
    if (auto error = read_output_options(raw.output, out.output))
        return usage_error(*error, program);
    if (raw.manner.fail_on.empty() && !out.output.baseline.empty())
        out.manner.fail_on.worse = true;
    const auto& fail_on = out.manner.fail_on;
    if (out.mode == mode::sweep && (fail_on.worse || fail_on.changed) && out.output.baseline.empty())
        return usage_error("--fail-on worse and changed go with --baseline FILE: there is nothing to compare with",
                           program);
    if (auto error = read_watch_options(raw.watch, out.watch))
        return usage_error(*error, program);
    if (program.got_subcommand("completion"))
        return early_exit{exit_kept, completion_script(raw.shell, program)};
    return out;
}

} // namespace

std::variant<options, early_exit> parse_options(int argc, const char* const* argv) {
    raw_options raw;
    CLI::App program(description, program_name(argc > 0 ? argv[0] : nullptr));
    program.set_version_flag("--version", "sipprobe " + std::string(version()));
    program.formatter(std::make_shared<help_format>());
    add_commands(program, raw);
    try {
        program.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return early_exit{exit_kept, program.help()};
    } catch (const CLI::CallForVersion& version) {
        return early_exit{exit_kept, std::string(version.what()) + '\n'};
    } catch (const CLI::ParseError& error) {
        return usage_error(error.what(), program);
    }
    return interpret(raw, program);
}

} // namespace srcip::probe
