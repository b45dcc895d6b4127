#pragma once

#include "probe/facts.hpp"
#include "probe/observation.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace srcip::probe {

// The cluster of tests/recorded: three nodes, one endpoint on n1, a client pod on n1 and another on n2. The same facts
// as in tests/recorded/kubernetes-1.20, written down by hand so that these tests need no parser.

inline ip_address addr(std::string_view text) { return ip_address::parse(text).value(); }
inline cidr net(std::string_view text) { return cidr::parse(text).value(); }

inline node_facts recorded_node(int n) {
    const std::string digit = std::to_string(n);
    node_facts node;
    node.name = "n" + digit;
    node.addresses = {{"InternalIP", "10.240.0.1" + digit, addr("10.240.0.1" + digit)},
                      {"Hostname", node.name, std::nullopt}};
    node.pod_cidrs = {net("10.180." + digit + ".0/24")};
    return node;
}

inline service_facts recorded_service(std::string name, service_type type, std::string_view cluster_ip,
                                      std::uint16_t node_port, traffic_policy policy) {
    service_facts service;
    service.name_space = "default";
    service.name = std::move(name);
    service.type = type;
    service.cluster_ips = {addr(cluster_ip)};
    service.ports = {{"", protocol::tcp, 80, node_port, ""}};
    service.external_policy = policy;
    service.endpoints = {{addr("10.180.1.136"), "n1", "echo-1", "default"}};
    return service;
}

inline pod_facts recorded_pod(std::string name, std::string node, std::string_view address) {
    return {"default", std::move(name), std::move(node), {addr(address)}, false};
}

inline cluster_facts recorded_cluster() {
    using enum service_type;
    constexpr auto cluster = traffic_policy::cluster;
    constexpr auto local = traffic_policy::local;
    cluster_facts facts;
    facts.server_version = "v1.20.2";
    facts.name_space = "default";
    facts.nodes = {recorded_node(1), recorded_node(2), recorded_node(3)};
    facts.services = {recorded_service("clusterip", cluster_ip, "10.0.70.205", 0, cluster),
                      recorded_service("kubernetes", cluster_ip, "10.0.0.1", 0, cluster),
                      recorded_service("loadbalancer", load_balancer, "10.0.233.17", 30082, cluster),
                      recorded_service("loadbalancer-local", load_balancer, "10.0.109.152", 30083, local),
                      recorded_service("no-endpoints", node_port, "10.0.126.6", 30084, cluster),
                      recorded_service("nodeport", node_port, "10.0.148.1", 30080, cluster),
                      recorded_service("nodeport-local", node_port, "10.0.85.117", 30081, local)};
    facts.services[1].ports = {{"https", protocol::tcp, 443, 0, ""}};
    facts.services[1].endpoints = {{addr("10.240.0.10"), "", "", ""}};
    facts.services[2].ingress = {{addr("203.0.113.140"), "", false}};
    facts.services[3].ingress = {{addr("203.0.113.141"), "", false}};
    facts.services[3].health_check_node_port = 32122;
    facts.services[4].endpoints.clear();
    facts.pods = {recorded_pod("client-1", "n1", "10.180.1.9"), recorded_pod("client-2", "n2", "10.180.2.8"),
                  recorded_pod("echo-1", "n1", "10.180.1.136")};
    return facts;
}

inline service_facts& service_named(cluster_facts& facts, std::string_view name) {
    for (service_facts& service : facts.services)
        if (service.name == name)
            return service;
    throw std::invalid_argument("no such service: " + std::string(name));
}

/// An answer of a foreign echo server: an address and nothing else.
inline observation answered(std::string_view own, std::string_view client) {
    observation seen;
    seen.contact = contact::answered;
    seen.local = ip_endpoint{addr(own), 40000};
    seen.answer.emplace();
    seen.answer->format = echo_format::echoserver_1_4;
    seen.answer->client_address_text = client;
    seen.answer->client_address = addr(client);
    return seen;
}

inline observation unanswered(contact how) {
    observation seen;
    seen.contact = how;
    return seen;
}

} // namespace srcip::probe
