#pragma once

#include "probe/choices.hpp"
#include "probe/options/text.hpp"

#include <srcip/cidr.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace srcip::probe {

/// What makes the exit status another than 0.
struct failure_choice {
    bool broken = true;       ///< 1 when a promise is broken
    bool inconclusive = true; ///< 4 when not everything could be judged
    bool worse = false;       ///< 1 when something is worse than in --baseline
    bool changed = false;     ///< 1 when something is other than in --baseline
};

/// How paths are walked and judged.
struct manner_options {
    unsigned concurrency = 64;  ///< connections in flight
    unsigned per_node = 16;     ///< connections in flight to one address
    std::optional<double> rate; ///< new connections a second; absent: without bound
    unsigned attempts = 1;      ///< connections a path
    std::chrono::milliseconds connect_timeout{1000};
    std::chrono::milliseconds timeout{3000};
    std::string path = "/clientip"; ///< the request's target; agnhost answers this one, every other echo server any
    std::string host_header;        ///< empty: the address that is connected to
    tls_choice tls = tls_choice::automatic;
    std::optional<cidr>
        source;               ///< what our address is taken for behind NAT; absent: our own or, with source_auto, found
    bool source_auto = false; ///< --source auto: the one address that every preserved path shows
    promise_policy promise = promise_policy::policy;
    failure_choice fail_on;
};

/// What the command line parser stores before it means anything.
struct raw_manner {
    manner_options plain;
    std::string connect_timeout = "1s";
    std::string timeout = "3s";
    std::string rate;
    std::string tls = "auto";
    std::string source;
    std::string promise = "policy";
    std::string fail_on;
};

void add_manner_options(CLI::App& app, raw_manner& raw);
option_error read_manner_options(const raw_manner& raw, manner_options& out);

} // namespace srcip::probe
