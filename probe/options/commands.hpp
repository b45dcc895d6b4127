#pragma once

#include "probe/options/cluster.hpp"
#include "probe/options/manner.hpp"
#include "probe/options/output.hpp"
#include "probe/options/paths.hpp"
#include "probe/options/watch.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace srcip::probe {

/// The subcommands; a file of probe/modes/ each.
enum class mode { sweep, watch, diff, merge, explain, targets };

/// What CLI11 stores before it means anything. The program and its subcommands share it: what is said before the
/// subcommand's name counts as if it were said after it.
struct raw_options {
    raw_cluster cluster;
    raw_paths paths;
    raw_manner manner;
    raw_output output;
    raw_watch watch;
    std::vector<std::string> files; ///< of diff and merge
    std::string topic;              ///< of explain; empty: all of them
    std::string shell;              ///< of completion
};

/// Adds every subcommand and every option to the program, which does a sweep when no subcommand is named.
void add_commands(CLI::App& program, raw_options& raw);

mode chosen_mode(const CLI::App& program);

/// Something was said before the subcommand's name that it has no use for.
option_error check_options_of(const CLI::App& program);

/// How the program is called in its own help: "kubectl sipprobe" when it is kubectl's plugin.
std::string program_name(const char* argv0);

} // namespace srcip::probe
