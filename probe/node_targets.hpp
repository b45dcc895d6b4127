#pragma once

#include "probe/facts.hpp"

#include <string>
#include <vector>

namespace srcip::probe {

/// An address to try node ports on.
struct node_target {
    std::string node; ///< empty: the user named an address that belongs to no known node
    std::string type; ///< the address's type in the Node object, or empty
    ip_address address;
    /// The node's first InternalIP of the address's family: where every data plane serves node ports.
    bool primary = true;
};

/// Every node's addresses of these `types`, as Node objects spell them, or only the addresses that were `named`, if any
/// were. LegacyHostIP counts as InternalIP.
std::vector<node_target> choose_node_targets(const cluster_facts& facts, const std::vector<ip_address>& named,
                                             const std::vector<std::string>& types);

} // namespace srcip::probe
