#pragma once

#include "probe/facts.hpp"

#include <string>
#include <variant>
#include <vector>

namespace srcip::probe {

enum class vantage_kind {
    outside, ///< on no node and in no pod of the cluster
    node,    ///< on a node, in its own network namespace (hostNetwork)
    pod,     ///< in a pod's network namespace
};

/// Where the prober stands: it decides what Kubernetes promises for a path.
struct vantage {
    vantage_kind kind = vantage_kind::outside;
    std::string node;                  ///< for node and pod
    std::string pod;                   ///< "namespace/name"; empty when the pod is not among those we may list
    std::vector<ip_address> addresses; ///< our own, without loopback and link-local ones
    /// --source: what our address becomes on the way out of a NAT that we stand behind; counts as ours. Empty: none.
    std::vector<cidr> sources{};

    /// "outside", "node n1", "pod default/client-1 on n1"
    std::string to_string() const;
};

/// Finds out where we stand: a node's address among `own` means that node; a pod's address (of a pod without
/// hostNetwork), or else an address within a node's podCIDRs that is not its bridge's, means a pod on that node.
vantage find_vantage(const cluster_facts& facts, std::vector<ip_address> own);

/// --vantage: "outside", "node:NAME", "pod:NAMESPACE/NAME", "pod:@NODE" (a pod the API does not list, on NODE).
/// The error text says what is wrong with it.
struct vantage_error {
    std::string message;
};
std::variant<vantage, vantage_error> parse_vantage(std::string_view text, const cluster_facts& facts,
                                                   std::vector<ip_address> own);

} // namespace srcip::probe
