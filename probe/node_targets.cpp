#include "probe/node_targets.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace srcip::probe {

namespace {

bool is_walkable(std::string_view type, const std::vector<std::string>& types) {
    if (type == "LegacyHostIP")
        type = "InternalIP";
    return std::find(types.begin(), types.end(), type) != types.end();
}

bool is_primary(const node_facts& node, const ip_address& address) {
    const auto first = std::find_if(node.addresses.begin(), node.addresses.end(), [&](const node_address& a) {
        return a.address && a.address->is_v4() == address.is_v4() && a.type != "ExternalIP";
    });
    return first == node.addresses.end() || first->address == address;
}

void add_addresses_of(const node_facts& node, const std::vector<std::string>& types,
                      std::vector<node_target>& targets) {
    std::set<ip_address> known;
    for (const node_address& a : node.addresses)
        if (a.address && is_walkable(a.type, types) && known.insert(*a.address).second)
            targets.push_back({node.name, a.type, *a.address, is_primary(node, *a.address)});
}

/// Any type will do for an address that the user named: a Hostname may be an address too.
node_target named_target(const cluster_facts& facts, const ip_address& address) {
    for (const node_facts& node : facts.nodes)
        for (const node_address& a : node.addresses)
            if (a.address == address)
                return {node.name, a.type, address, is_primary(node, address)};
    return {"", "", address, true};
}

} // namespace

std::vector<node_target> choose_node_targets(const cluster_facts& facts, const std::vector<ip_address>& named,
                                             const std::vector<std::string>& types) {
    std::vector<node_target> targets;
    for (const ip_address& address : std::set(named.begin(), named.end()))
        targets.push_back(named_target(facts, address));
    if (named.empty())
        for (const node_facts& node : facts.nodes)
            add_addresses_of(node, types, targets);
    return targets;
}

} // namespace srcip::probe
