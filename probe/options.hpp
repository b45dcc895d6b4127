#pragma once

#include "probe/options/cluster.hpp"
#include "probe/options/commands.hpp"
#include "probe/options/manner.hpp"
#include "probe/options/output.hpp"
#include "probe/options/paths.hpp"
#include "probe/options/watch.hpp"

#include <string>
#include <variant>
#include <vector>

namespace srcip::probe {

/// Exit codes, the same in every mode; documented in --help and README.md.
enum exit_status : int {
    exit_kept = 0,   ///< every path did what Kubernetes promises, or better
    exit_broken = 1, ///< at least one promise was broken
    exit_usage = 2,  ///< the command line was wrong
    exit_discovery =
        3, ///< the cluster could not be asked or does not hold what was named, or a report could not be written
    exit_inconclusive = 4, ///< nothing was broken, but not everything could be judged; or there was nothing to walk
};

/// The command line as a plain struct: probe/options/ has a file for each group.
struct options {
    probe::mode mode = mode::sweep;
    cluster_options cluster;
    path_options paths;
    manner_options manner;
    output_options output;
    watch_options watch;
    std::vector<std::string> files; ///< of diff (two) and merge (one or more)
    std::string topic;              ///< of explain; empty: all of them
};

/// The program shall end now: after --help and --version (to standard output), or a usage error (to standard error).
struct early_exit {
    int status = exit_kept;
    std::string text;
};

std::variant<options, early_exit> parse_options(int argc, const char* const* argv);

} // namespace srcip::probe
