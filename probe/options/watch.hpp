#pragma once

#include "probe/options/text.hpp"

#include <srcip/address.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace srcip::probe {

/// How a watch goes on.
struct watch_options {
    std::chrono::milliseconds interval{60'000}; ///< from the begin of one sweep to the begin of the next
    std::uint64_t count = 0;                    ///< sweeps; 0: until a signal ends it
    std::optional<ip_endpoint> listen;          ///< where Prometheus may ask for the last sweep; absent: nowhere
    std::string textfile;                       ///< a file for node_exporter, replaced after each sweep; empty: none
};

/// What the command line parser stores before it means anything.
struct raw_watch {
    watch_options plain;
    std::string interval = "1m";
    std::string listen;
};

void add_watch_options(CLI::App& app, raw_watch& raw);
option_error read_watch_options(const raw_watch& raw, watch_options& out);

} // namespace srcip::probe
