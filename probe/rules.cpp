#include "probe/rules.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace srcip::probe {

namespace {

constexpr std::string_view tutorial = "https://kubernetes.io/docs/tutorials/services/source-ip/";
constexpr std::string_view external_policy = "Service spec.externalTrafficPolicy";
constexpr std::string_view external_ips = "Service spec.externalIPs, spec.externalTrafficPolicy";
constexpr std::string_view internal_policy = "Service spec.internalTrafficPolicy, KEP-2086";

constexpr std::array rules{
    promise_rule{
        "nodeport-cluster", expectation::answer,
        "Under externalTrafficPolicy Cluster every node's port reaches some endpoint; the client's address may "
        "be replaced.",
        tutorial},
    promise_rule{"nodeport-local-endpoint", expectation::preserve,
                 "Under externalTrafficPolicy Local the port of a node with an endpoint reaches it with the client's "
                 "address.",
                 tutorial},
    promise_rule{"nodeport-local-no-endpoint", expectation::silence,
                 "Under externalTrafficPolicy Local the port of a node without an endpoint drops what arrives.",
                 tutorial},
    promise_rule{"nodeport-local-own-node", expectation::answer,
                 "A client in a node's own network reaches any endpoint through that node's port, even under "
                 "externalTrafficPolicy Local; its address may be replaced.",
                 external_policy},
    promise_rule{"nodeport-local-own-node-pod", expectation::preserve,
                 "A pod reaches any endpoint through the port of the node it runs on, even under "
                 "externalTrafficPolicy Local, with its own address.",
                 external_policy},
    promise_rule{"nodeport-local-self", expectation::answer,
                 "A pod that is an endpoint itself reaches the service through the port of its own node; when the "
                 "connection comes back to itself, its address has to be replaced.",
                 external_policy},
    promise_rule{"nodeport-local-self-other-node", expectation::either,
                 "For a pod that is an endpoint itself nothing says whether another node's port answers under "
                 "externalTrafficPolicy Local.",
                 "kubernetes/kubernetes#74383"},
    promise_rule{
        "nodeport-nftables-other", expectation::either,
        "In kube-proxy's nftables mode node ports are served on each node's primary addresses; whether another "
        "of its addresses leads there is left to the network.",
        "kube-proxy --nodeport-addresses, KEP-3866"},
    promise_rule{"vip-cluster", expectation::answer,
                 "Under externalTrafficPolicy Cluster the load balancer's address reaches some endpoint; the client's "
                 "address may be replaced.",
                 tutorial},
    promise_rule{"vip-local-outside", expectation::preserve,
                 "Under externalTrafficPolicy Local the load balancer's address reaches an endpoint with the client's "
                 "address.",
                 tutorial},
    promise_rule{"vip-local-node", expectation::answer,
                 "From a node the load balancer's address reaches any endpoint, even under externalTrafficPolicy "
                 "Local; the node's address may be replaced.",
                 external_policy},
    promise_rule{"vip-local-pod", expectation::preserve,
                 "From a pod the load balancer's address reaches any endpoint, even under externalTrafficPolicy Local, "
                 "with the pod's address.",
                 external_policy},
    promise_rule{"vip-local-self", expectation::answer,
                 "A pod that is an endpoint itself reaches the service through the load balancer's address; when the "
                 "connection comes back to itself, its address has to be replaced.",
                 external_policy},
    promise_rule{"vip-proxy-mode", expectation::answer,
                 "With ipMode Proxy a client inside the cluster goes to the load balancer like everybody, which may "
                 "replace its address.",
                 "Service status.loadBalancer.ingress.ipMode, KEP-1860"},
    promise_rule{
        "externalip-cluster", expectation::answer,
        "Under externalTrafficPolicy Cluster an external IP reaches some endpoint; the client's address may be "
        "replaced.",
        external_ips},
    promise_rule{"externalip-local-outside", expectation::preserve,
                 "Under externalTrafficPolicy Local an external IP reaches an endpoint with the client's address.",
                 external_ips},
    promise_rule{
        "externalip-local-no-endpoint", expectation::silence,
        "Under externalTrafficPolicy Local an external IP that is a node's own address drops what arrives when "
        "that node has no endpoint.",
        external_ips},
    promise_rule{"externalip-local-inside", expectation::either,
                 "To clients inside the cluster only newer releases promise an external IP under externalTrafficPolicy "
                 "Local: in this one their packets may leave the node for whoever routes that address.",
                 external_ips},
    promise_rule{"externalip-local-node", expectation::answer,
                 "From a node an external IP reaches any endpoint, even under externalTrafficPolicy Local; the node's "
                 "address may be replaced.",
                 external_ips},
    promise_rule{"externalip-local-pod", expectation::preserve,
                 "From a pod an external IP reaches any endpoint, even under externalTrafficPolicy Local, with the "
                 "pod's address.",
                 external_ips},
    promise_rule{"externalip-local-self", expectation::answer,
                 "A pod that is an endpoint itself reaches the service through an external IP; when the connection "
                 "comes back to itself, its address has to be replaced.",
                 external_ips},
    promise_rule{rule_source_ranges, expectation::silence,
                 "A client outside loadBalancerSourceRanges gets no answer through the load balancer's address.",
                 "Service spec.loadBalancerSourceRanges"},
    promise_rule{"source-ranges-unclear", expectation::nothing,
                 "Whether loadBalancerSourceRanges admit this client cannot be told from its own addresses.",
                 "Service spec.loadBalancerSourceRanges"},
    promise_rule{"clusterip-pod", expectation::preserve, "A pod reaches a cluster IP with its own address.", tutorial},
    promise_rule{"clusterip-node", expectation::answer,
                 "From a node a cluster IP reaches some endpoint; the node's address may be replaced.", tutorial},
    promise_rule{"clusterip-self", expectation::answer,
                 "A pod that is an endpoint itself reaches the cluster IP; when the connection comes back to itself, "
                 "its address has to be replaced.",
                 tutorial},
    promise_rule{"clusterip-outside", expectation::nothing, "Cluster IPs are for clients inside the cluster.",
                 tutorial},
    promise_rule{"internal-local-pod", expectation::preserve,
                 "Under internalTrafficPolicy Local a pod reaches an endpoint on its own node with its own address.",
                 internal_policy},
    promise_rule{"internal-local-node", expectation::answer,
                 "Under internalTrafficPolicy Local a node reaches an endpoint of its own; its address may be "
                 "replaced.",
                 internal_policy},
    promise_rule{"internal-local-self", expectation::answer,
                 "Under internalTrafficPolicy Local a pod that is an endpoint itself reaches the cluster IP; when the "
                 "connection comes back to itself, its address has to be replaced.",
                 internal_policy},
    promise_rule{"internal-local-no-endpoint", expectation::silence,
                 "Under internalTrafficPolicy Local a node without an endpoint drops what its clients send to the "
                 "cluster IP.",
                 internal_policy},
    promise_rule{"no-endpoints", expectation::refusal,
                 "A service without any usable endpoint refuses connections, or stays silent.",
                 "https://kubernetes.io/docs/reference/networking/virtual-ips/"},
    promise_rule{"endpoints-unknown", expectation::nothing,
                 "The API did not say which endpoints the service has, so nothing can be expected.",
                 "EndpointSlice discovery.k8s.io/v1"},
    promise_rule{"endpoint-node-unknown", expectation::nothing,
                 "The API did not say on which node an endpoint is, so what the policy Local promises here is not "
                 "known.",
                 "EndpointSlice endpoints.nodeName"},
    promise_rule{"unknown-node", expectation::nothing,
                 "The address was named by the user and belongs to no node that the API knows.", tutorial},
    promise_rule{"no-api", expectation::nothing,
                 "Address and port were named by the user: without the API no promise is known.", tutorial},
};

promise rule(std::string_view id) {
    const promise_rule* found = find_rule(id);
    assert(found != nullptr);
    return {found->expects, found->id};
}

promise node_port_promise(const situation& s) {
    if (s.nftables && !s.primary_address)
        return rule("nodeport-nftables-other");
    if (s.policy == traffic_policy::cluster)
        return rule("nodeport-cluster");
    if (s.own_node && s.from == vantage_kind::node)
        return rule("nodeport-local-own-node");
    if (s.own_node && s.from == vantage_kind::pod)
        return rule(s.self_endpoint ? "nodeport-local-self" : "nodeport-local-own-node-pod");
    if (s.self_endpoint)
        return rule("nodeport-local-self-other-node");
    if (s.endpoint_here == presence::unknown)
        return rule("endpoint-node-unknown");
    return rule(s.endpoint_here == presence::yes ? "nodeport-local-endpoint" : "nodeport-local-no-endpoint");
}

promise load_balancer_promise(const situation& s) {
    if (s.policy == traffic_policy::cluster)
        return rule("vip-cluster");
    if (s.from == vantage_kind::outside)
        return rule("vip-local-outside");
    if (s.load_balanced)
        return rule("vip-proxy-mode");
    if (s.from == vantage_kind::node)
        return rule("vip-local-node");
    return rule(s.self_endpoint ? "vip-local-self" : "vip-local-pod");
}

promise external_ip_promise(const situation& s) {
    if (s.policy == traffic_policy::cluster)
        return rule("externalip-cluster");
    if (s.from != vantage_kind::outside && !s.external_inside)
        return rule("externalip-local-inside");
    if (s.from == vantage_kind::node)
        return rule("externalip-local-node");
    if (s.from == vantage_kind::pod)
        return rule(s.self_endpoint ? "externalip-local-self" : "externalip-local-pod");
    if (s.endpoint_here == presence::unknown)
        return rule("endpoint-node-unknown");
    return rule(s.endpoint_here == presence::yes ? "externalip-local-outside" : "externalip-local-no-endpoint");
}

promise cluster_ip_promise(const situation& s) {
    const bool local = s.policy == traffic_policy::local;
    if (local && s.endpoint_here == presence::unknown)
        return rule("endpoint-node-unknown");
    if (local && s.endpoint_here == presence::no)
        return rule("internal-local-no-endpoint");
    if (s.from == vantage_kind::node)
        return rule(local ? "internal-local-node" : "clusterip-node");
    if (s.self_endpoint)
        return rule(local ? "internal-local-self" : "clusterip-self");
    return rule(local ? "internal-local-pod" : "clusterip-pod");
}

} // namespace

std::span<const promise_rule> promise_rules() { return rules; }

const promise_rule* find_rule(std::string_view id) {
    const auto* const at = std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.id == id; });
    return at == rules.end() ? nullptr : at;
}

promise promise_for(const situation& s) {
    if (s.kind == path_kind::node_port && !s.known_node)
        return rule("unknown-node");
    if (s.kind == path_kind::cluster_ip && s.from == vantage_kind::outside)
        return rule("clusterip-outside");
    if (s.endpoint_anywhere == presence::no)
        return rule("no-endpoints");
    if (s.kind == path_kind::load_balancer && s.source_ranges != admission::admitted) {
        // With ipMode Proxy clients inside arrive at the load balancer with whatever address the way out gives them.
        const bool unclear =
            s.source_ranges == admission::unclear || (s.load_balanced && s.from != vantage_kind::outside);
        return rule(unclear ? "source-ranges-unclear" : rule_source_ranges);
    }
    if (s.endpoint_anywhere == presence::unknown)
        return rule("endpoints-unknown");
    switch (s.kind) {
    case path_kind::node_port:
        return node_port_promise(s);
    case path_kind::load_balancer:
        return load_balancer_promise(s);
    case path_kind::external_ip:
        return external_ip_promise(s);
    case path_kind::cluster_ip:
        break;
    }
    return cluster_ip_promise(s);
}

promise promise_without_api() { return rule("no-api"); }

} // namespace srcip::probe
