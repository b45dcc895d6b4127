#pragma once

#include "probe/facts.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace srcip::probe {

/// Whose address is it? The facts, turned around for quick answers. Everything returned points into the facts, which
/// must outlive the book.
class address_book {
  public:
    explicit address_book(const cluster_facts& facts);

    /// The node that has this address for its own, by its Node object or by a pod with hostNetwork; empty: none.
    std::string_view node_at(const ip_address& address) const;
    /// The node whose pod bridge has this address: the first of its podCIDRs (bridges), or the zeroth (flannel's
    /// tunnel). Derived, because no object of the API names it. Empty: none.
    std::string_view bridge_at(const ip_address& address) const;
    /// The node whose podCIDRs contain this address; empty: none.
    std::string_view pod_range_at(const ip_address& address) const;
    /// The pod in whose own network namespace this address is; null: none.
    const pod_facts* pod_at(const ip_address& address) const;

  private:
    using named_address = std::pair<ip_address, std::string_view>;

    std::vector<named_address> nodes_;
    std::vector<named_address> bridges_;
    std::vector<std::pair<cidr, std::string_view>> pod_ranges_;
    std::vector<std::pair<ip_address, const pod_facts*>> pods_;
};

} // namespace srcip::probe
