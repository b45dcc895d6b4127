#include "probe/find_rewriter.hpp"

#include <optional>
#include <utility>

namespace srcip::probe {

namespace {

std::string name_of(const service_facts& service) { return service.name_space + '/' + service.name; }

rewriter made(rewriter_kind kind, std::string_view node, std::string name, std::string evidence) {
    return {kind, std::string(node), std::move(name), std::move(evidence)};
}

std::optional<rewriter> on_a_node(const ip_address& address, const address_book& book) {
    if (const std::string_view node = book.node_at(address); !node.empty())
        return made(rewriter_kind::node, node, "", "an address of the node");
    if (const pod_facts* pod = book.pod_at(address))
        return made(rewriter_kind::pod, pod->node_name, pod->name_space + '/' + pod->name, "the pod's own address");
    if (const std::string_view name = book.interface_at(address); !name.empty())
        return made(rewriter_kind::tunnel, book.tunnel_at(address), "",
                    "the address of " + std::string(name) + ", by the node's annotations");
    if (const std::string_view node = book.bridge_at(address); !node.empty())
        return made(rewriter_kind::pod_bridge, node, "", "the first address of the node's podCIDR");
    if (const std::string_view node = book.tunnel_at(address); !node.empty())
        return made(rewriter_kind::tunnel, node, "", "the zeroth address of the node's podCIDR");
    return std::nullopt;
}

std::optional<rewriter> of_a_service(const ip_address& address, const address_book& book) {
    if (const service_facts* service = book.load_balancer_at(address))
        return made(rewriter_kind::load_balancer, "", name_of(*service), "an address of status.loadBalancer");
    if (const service_facts* service = book.cluster_ip_at(address))
        return made(rewriter_kind::cluster_ip, "", name_of(*service), "one of spec.clusterIPs");
    return std::nullopt;
}

/// Docker gives its bridges the first addresses of 172.17.0.0/16 and of the 14 networks after it.
bool is_docker_gateway(const ip_address& address) {
    const auto bytes = address.bytes();
    return address.is_v4() && bytes[0] == 172 && bytes[1] >= 17 && bytes[1] <= 31 && bytes[2] == 0 && bytes[3] == 1;
}

std::optional<rewriter> by_custom(const ip_address& address) {
    static const cidr shared = cidr::parse("100.64.0.0/10").value();
    if (is_docker_gateway(address))
        return made(rewriter_kind::docker_bridge, "", "", "the gateway of a network that docker makes by default");
    if (shared.contains(address))
        return made(rewriter_kind::shared_address, "", "", "100.64.0.0/10 is shared address space (RFC 6598)");
    return std::nullopt;
}

} // namespace

rewriter find_rewriter(const ip_address& address, const path& path, const address_book& book) {
    if (auto found = on_a_node(address, book))
        return *std::move(found);
    if (auto found = of_a_service(address, book))
        return *std::move(found);
    // Without an API nobody knows the nodes' names; but an address that is both where we knocked and what the server
    // saw is the node's.
    if (path.kind == path_kind::node_port && address == path.target.address)
        return made(rewriter_kind::node, address.to_string(), "", "the address that we connected to");
    if (const std::string_view node = book.pod_range_at(address); !node.empty())
        return made(rewriter_kind::unknown, node, "", "in the node's podCIDR, but no pod's that was listed");
    if (auto found = by_custom(address))
        return *std::move(found);
    return {};
}

} // namespace srcip::probe
