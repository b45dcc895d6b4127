#include "probe/node_targets.hpp"

#include <set>
#include <string_view>

namespace srcip::probe {

namespace {

bool is_walkable(std::string_view type) {
    return type == "InternalIP" || type == "ExternalIP" || type == "LegacyHostIP";
}

void add_addresses_of(const node_facts& node, std::vector<node_target>& targets) {
    std::set<ip_address> known;
    for (const node_address& a : node.addresses)
        if (a.address && is_walkable(a.type) && known.insert(*a.address).second)
            targets.push_back({node.name, a.type, *a.address});
}

/// Any type will do for an address that the user named: a Hostname may be an address too.
node_target named_target(const cluster_facts& facts, const ip_address& address) {
    for (const node_facts& node : facts.nodes)
        for (const node_address& a : node.addresses)
            if (a.address == address)
                return {node.name, a.type, address};
    return {"", "", address};
}

} // namespace

std::vector<node_target> choose_node_targets(const cluster_facts& facts, const std::vector<ip_address>& named) {
    std::vector<node_target> targets;
    for (const ip_address& address : std::set(named.begin(), named.end()))
        targets.push_back(named_target(facts, address));
    if (named.empty())
        for (const node_facts& node : facts.nodes)
            add_addresses_of(node, targets);
    return targets;
}

} // namespace srcip::probe
