#pragma once

#include "probe/facts.hpp"
#include "probe/path.hpp"
#include "probe/vantage.hpp"

#include <string>
#include <vector>

namespace srcip::probe {

/// What to walk.
struct plan_options {
    std::vector<std::string> services; ///< "namespace/name"; empty: all that the facts hold
    std::vector<ip_address> nodes;     ///< --nodes with addresses: only these; empty: every node's
};

struct plan {
    std::vector<path> paths;          ///< sorted by namespace, service, kind, node, address, port
    std::vector<std::string> skipped; ///< what was left out and why, one sentence each
};

/// Every way into the services from where we stand, each with what Kubernetes promises for it.
plan make_plan(const cluster_facts& facts, const vantage& from, const plan_options& options);

} // namespace srcip::probe
