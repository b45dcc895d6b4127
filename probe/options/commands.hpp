#pragma once

#include "probe/options/cluster.hpp"
#include "probe/options/manner.hpp"
#include "probe/options/output.hpp"
#include "probe/options/paths.hpp"

#include <string>

namespace CLI {
class App;
}

namespace srcip::probe {

/// What CLI11 stores before it means anything. The program and its subcommands share it: what is said before the
/// subcommand's name counts as if it were said after it.
struct raw_options {
    raw_cluster cluster;
    raw_paths paths;
    raw_manner manner;
    raw_output output;
};

/// Adds every subcommand and every option to the program, which does a sweep when no subcommand is named.
void add_commands(CLI::App& program, raw_options& raw);

/// How the program is called in its own help: "kubectl sipprobe" when it is kubectl's plugin.
std::string program_name(const char* argv0);

} // namespace srcip::probe
