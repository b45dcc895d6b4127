#pragma once

#include "probe/observation.hpp"
#include "probe/verdict.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace srcip::probe {

/// Whose health a port tells.
enum class health_kind {
    service,    ///< a Local load balancer's healthCheckNodePort on one node
    kube_proxy, ///< kube-proxy's own, :10256/healthz
};

std::string_view to_string(health_kind kind); ///< "service", "kube-proxy"

/// One health port of one node: what it answered, and whether that agrees with what the API and the paths say.
struct health_row {
    health_kind kind = health_kind::service;
    std::string name_space; ///< of the service; empty for kube-proxy
    std::string service;
    std::string node;
    ip_endpoint target;
    probe::contact contact = probe::contact::error; ///< answered: there is a status
    std::string detail;                             ///< as in observation
    unsigned status = 0;                            ///< HTTP status; 0 when none came
    std::optional<std::uint64_t> local_endpoints;   ///< as the body says, JSON or the old text
    std::optional<unsigned> expected_status;        ///< 200 or 503 by where the endpoints are; absent: not known
    promise_outcome outcome = promise_outcome::inconclusive;
    std::string note; ///< one clause for people
};

} // namespace srcip::probe
