#include "probe/address_book.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

/// By address; of several owners of one address the first stays the first.
template <class Entries>
void sort_by_address(Entries& entries) {
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

template <class Entries>
auto find_address(const Entries& entries, const ip_address& address) {
    const auto at = std::lower_bound(entries.begin(), entries.end(), address,
                                     [](const auto& entry, const ip_address& key) { return entry.first < key; });
    return at != entries.end() && at->first == address ? at : entries.end();
}

} // namespace

void address_book::add_node(const node_facts& node) {
    for (const node_address& address : node.addresses)
        if (address.address)
            nodes_.emplace_back(*address.address, node.name);
    for (const node_tunnel& tunnel : node.tunnels) {
        tunnels_.emplace_back(tunnel.address, node.name);
        interfaces_.emplace_back(tunnel.address, tunnel.interface_name);
    }
    for (const cidr& range : node.pod_cidrs) {
        pod_ranges_.emplace_back(range, node.name);
        tunnels_.emplace_back(range.network(), node.name);
        if (range.contains(range.address_at(1)))
            bridges_.emplace_back(range.address_at(1), node.name);
    }
}

void address_book::add_service(const service_facts& service) {
    for (const ip_address& address : service.cluster_ips)
        cluster_ips_.emplace_back(address, &service);
    for (const load_balancer_ingress& ingress : service.ingress) {
        if (ingress.ip)
            balancers_.emplace_back(*ingress.ip, &service);
        for (const ip_address& address : ingress.resolved)
            balancers_.emplace_back(address, &service);
    }
}

address_book::address_book(const cluster_facts& facts) {
    for (const node_facts& node : facts.nodes)
        add_node(node);
    for (const service_facts& service : facts.services)
        add_service(service);
    for (const pod_facts& pod : facts.pods)
        for (const ip_address& address : pod.addresses)
            if (pod.host_network)
                nodes_.emplace_back(address, pod.node_name);
            else
                pods_.emplace_back(address, &pod);
    for (auto* entries : {&nodes_, &bridges_, &tunnels_, &interfaces_})
        sort_by_address(*entries);
    sort_by_address(pods_);
    sort_by_address(balancers_);
    sort_by_address(cluster_ips_);
    std::stable_sort(pod_ranges_.begin(), pod_ranges_.end(),
                     [](const auto& a, const auto& b) { return a.first.network() < b.first.network(); });
}

std::string_view address_book::node_at(const ip_address& address) const {
    const auto at = find_address(nodes_, address);
    return at == nodes_.end() ? std::string_view() : at->second;
}

std::string_view address_book::bridge_at(const ip_address& address) const {
    const auto at = find_address(bridges_, address);
    return at == bridges_.end() ? std::string_view() : at->second;
}

std::string_view address_book::tunnel_at(const ip_address& address) const {
    const auto at = find_address(tunnels_, address);
    return at == tunnels_.end() ? std::string_view() : at->second;
}

std::string_view address_book::interface_at(const ip_address& address) const {
    const auto at = find_address(interfaces_, address);
    return at == interfaces_.end() ? std::string_view() : at->second;
}

std::string_view address_book::pod_range_at(const ip_address& address) const {
    // The nodes' ranges do not overlap, so the last one that begins at or before the address decides.
    const auto after =
        std::upper_bound(pod_ranges_.begin(), pod_ranges_.end(), address,
                         [](const ip_address& key, const auto& entry) { return key < entry.first.network(); });
    if (after == pod_ranges_.begin() || !std::prev(after)->first.contains(address))
        return {};
    return std::prev(after)->second;
}

const pod_facts* address_book::pod_at(const ip_address& address) const {
    const auto at = find_address(pods_, address);
    return at == pods_.end() ? nullptr : at->second;
}

const service_facts* address_book::load_balancer_at(const ip_address& address) const {
    const auto at = find_address(balancers_, address);
    return at == balancers_.end() ? nullptr : at->second;
}

const service_facts* address_book::cluster_ip_at(const ip_address& address) const {
    const auto at = find_address(cluster_ips_, address);
    return at == cluster_ips_.end() ? nullptr : at->second;
}

bool address_book::knows(const ip_address& address) const {
    return !node_at(address).empty() || !bridge_at(address).empty() || !tunnel_at(address).empty() ||
           !pod_range_at(address).empty() || pod_at(address) != nullptr || load_balancer_at(address) != nullptr ||
           cluster_ip_at(address) != nullptr;
}

} // namespace srcip::probe
