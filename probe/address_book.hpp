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
    /// The node whose pod bridge has this address: the first of its podCIDRs. Derived, because no object of the API
    /// names it. Empty: none.
    std::string_view bridge_at(const ip_address& address) const;
    /// The node that has this address on its tunnel's interface, or on another one of its network plugin; empty: none.
    std::string_view tunnel_at(const ip_address& address) const;
    /// The interface's name, where tunnel_at() knows it by an annotation; empty: it was derived from podCIDRs.
    std::string_view interface_at(const ip_address& address) const;
    /// The node whose podCIDRs contain this address; empty: none.
    std::string_view pod_range_at(const ip_address& address) const;
    /// The pod in whose own network namespace this address is; null: none.
    const pod_facts* pod_at(const ip_address& address) const;
    /// The service among whose load balancer's addresses (those of its names, too) this is; null: none.
    const service_facts* load_balancer_at(const ip_address& address) const;
    /// The service one of whose cluster IPs this is; null: none.
    const service_facts* cluster_ip_at(const ip_address& address) const;
    /// Whether anything of the cluster has this address, or hands it out.
    bool knows(const ip_address& address) const;

  private:
    void add_node(const node_facts& node);
    void add_service(const service_facts& service);

    using named_address = std::pair<ip_address, std::string_view>;

    std::vector<named_address> nodes_;
    std::vector<named_address> bridges_;
    std::vector<named_address> tunnels_;
    std::vector<named_address> interfaces_;
    std::vector<std::pair<cidr, std::string_view>> pod_ranges_;
    std::vector<std::pair<ip_address, const pod_facts*>> pods_;
    std::vector<std::pair<ip_address, const service_facts*>> balancers_;
    std::vector<std::pair<ip_address, const service_facts*>> cluster_ips_;
};

} // namespace srcip::probe
