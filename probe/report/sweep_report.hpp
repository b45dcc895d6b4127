#pragma once

#include "probe/advice.hpp"
#include "probe/health.hpp"
#include "probe/verdict.hpp"

#include <span>
#include <string>
#include <string_view>

namespace srcip::probe {

/// All that a report is made of. It only refers to its parts: they must outlive it. Every text in it may hold any
/// byte.
struct sweep_report {
    const vantage& from;
    const cluster_facts& facts;           ///< empty without an API
    std::span<const sweep_row> rows;      ///< in any order: reports sort them
    std::span<const std::string> skipped; ///< the plan's
    std::string_view program_version;     ///< srcip::version()
    std::span<const health_row> health{}; ///< in any order
    std::span<const advice> advices{};    ///< in the order in which they shall be read
    std::string_view proxy_mode{};        ///< kube-proxy's, when we stand on a node and it said so: "iptables", …
};

} // namespace srcip::probe
