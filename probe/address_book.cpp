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

address_book::address_book(const cluster_facts& facts) {
    for (const node_facts& node : facts.nodes) {
        for (const node_address& address : node.addresses)
            if (address.address)
                nodes_.emplace_back(*address.address, node.name);
        for (const cidr& range : node.pod_cidrs) {
            pod_ranges_.emplace_back(range, node.name);
            for (const std::uint32_t offset : {0U, 1U})
                if (range.contains(range.address_at(offset)))
                    bridges_.emplace_back(range.address_at(offset), node.name);
        }
    }
    for (const pod_facts& pod : facts.pods)
        for (const ip_address& address : pod.addresses)
            if (pod.host_network)
                nodes_.emplace_back(address, pod.node_name);
            else
                pods_.emplace_back(address, &pod);
    sort_by_address(nodes_);
    sort_by_address(bridges_);
    sort_by_address(pods_);
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

} // namespace srcip::probe
