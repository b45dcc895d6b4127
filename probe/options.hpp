#pragma once

#include <srcip/address.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace srcip::probe {

/// Exit codes, the same in every mode; documented in --help and README.md.
enum exit_status : int {
    exit_kept = 0,         ///< every path did what Kubernetes promises, or better
    exit_broken = 1,       ///< at least one promise was broken
    exit_usage = 2,        ///< the command line was wrong
    exit_discovery = 3,    ///< the cluster could not be asked, or does not hold what was named
    exit_inconclusive = 4, ///< nothing was broken, but not everything could be judged; or there was nothing to walk
};

enum class output_format { table, json };
enum class color_choice { automatic, always, never };

/// The command line as a plain struct.
struct options {
    // which cluster
    std::string kubeconfig;
    std::string context;
    std::string server;
    // which paths
    std::string name_space;
    bool all_namespaces = false;
    std::string selector;
    std::vector<std::string> services; ///< "namespace/name"
    std::vector<ip_address> nodes;     ///< empty: auto
    std::uint16_t port = 0;            ///< with nodes: no API is asked
    std::string vantage;               ///< empty: find out
    bool allow_special_addresses = false;
    // how
    unsigned concurrency = 64;
    std::chrono::milliseconds connect_timeout{1000};
    std::chrono::milliseconds timeout{3000};
    // what people see
    output_format format = output_format::table;
    color_choice color = color_choice::automatic;
};

/// The program shall end now: after --help and --version (to standard output), or a usage error (to standard error).
struct early_exit {
    int status = exit_kept;
    std::string text;
};

std::variant<options, early_exit> parse_options(int argc, const char* const* argv);

/// "1s", "500ms", "2m", or a bare number of seconds ("1.5"); 1 ms to 10 minutes. Absent when it is none.
std::optional<std::chrono::milliseconds> parse_duration(const std::string& text);

} // namespace srcip::probe
