#pragma once

#include <srcip/address.hpp>
#include <srcip/cidr.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

// What the cluster says of itself, in plain structs: the part of the API's objects that decides which paths exist and
// what is promised for them. Text fields come from whoever may write those objects: escape before printing.

enum class protocol { tcp, udp, sctp };
enum class traffic_policy { cluster, local };
enum class service_type { cluster_ip, node_port, load_balancer, external_name };

struct node_address {
    std::string type; ///< InternalIP, ExternalIP, Hostname, InternalDNS, ExternalDNS; LegacyHostIP before 1.8
    std::string text;
    std::optional<ip_address> address; ///< absent when the text is a name
};

/// An interface's address that a network plugin says it made on a node, by an annotation.
struct node_tunnel {
    ip_address address;
    std::string_view interface_name; ///< such as "cilium_host"; static storage
};

struct node_facts {
    std::string name;
    /// "flannel", "calico" or "cilium", by the annotations that it leaves on its nodes; empty: none of them.
    std::string network_plugin{};
    std::vector<node_address> addresses;
    std::vector<cidr> pod_cidrs; ///< spec.podCIDRs, or spec.podCIDR before 1.16
    std::vector<node_tunnel> tunnels{};
    bool ready = true; ///< condition Ready is True, or there is no such condition
};
struct service_port {
    std::string name;
    probe::protocol protocol = probe::protocol::tcp;
    std::uint16_t port = 0;
    std::uint16_t node_port = 0; ///< 0: none
    std::string app_protocol;
};

/// One entry of status.loadBalancer.ingress.
struct load_balancer_ingress {
    std::optional<ip_address> ip;
    std::string hostname;
    bool ip_mode_proxy = false;         ///< ipMode: Proxy (1.29+)
    std::vector<ip_address> resolved{}; ///< what `hostname` was resolved to, sorted; empty: nothing, or nobody asked
    std::string lookup_error{};         ///< why it could not be resolved, for people; empty: it could, or nobody asked
};

/// One address behind a service, from an EndpointSlice or an Endpoints object.
struct endpoint_facts {
    ip_address address;
    std::string node_name; ///< empty when the API does not say
    std::string pod_name;  ///< empty when the endpoint is no pod
    std::string pod_namespace;
    bool ready = true;
    bool serving = true;
    bool terminating = false;
};

/// What a service's annotations, labels and class say of the load balancer in front of it. Providers' own words, so
/// they explain what was seen and never change what is promised.
struct service_hints {
    std::string load_balancer_class;        ///< spec.loadBalancerClass, or empty
    bool aws_nlb = false;                   ///< an AWS Network Load Balancer is asked for
    bool aws_ip_targets = false;            ///< it sends to pods' addresses, not to node ports
    std::optional<bool> preserve_client_ip; ///< target group attribute preserve_client_ip.enabled; absent: not said
    bool proxy_protocol = false;            ///< the load balancer is told to send PROXY headers
    bool internal = false;                  ///< it is not to be reached from the Internet
    /// Where externalTrafficPolicy Local is asked for by other means than the spec's field: an annotation's key.
    std::string local_asked_by;
    bool by_helm = false; ///< a Helm release owns it
};

struct service_facts {
    std::string name_space;
    std::string name;
    service_type type = service_type::cluster_ip;
    std::vector<ip_address> cluster_ips; ///< empty for headless services
    std::vector<service_port> ports;
    std::vector<ip_address> external_ips;
    std::vector<load_balancer_ingress> ingress;
    /// spec.externalTrafficPolicy; before 1.7 the annotation service.{beta,alpha}.kubernetes.io/external-traffic
    /// (OnlyLocal).
    traffic_policy external_policy = traffic_policy::cluster;
    traffic_policy internal_policy = traffic_policy::cluster; ///< spec.internalTrafficPolicy (1.22+)
    std::uint16_t health_check_node_port = 0;                 ///< 0: none
    std::vector<cidr> source_ranges;                          ///< spec.loadBalancerSourceRanges; empty: everybody
    std::vector<endpoint_facts> endpoints;
    bool endpoints_known = true; ///< false when the API refused to list them
    service_hints hints;
};

struct pod_facts {
    std::string name_space;
    std::string name;
    std::string node_name;
    std::vector<ip_address> addresses;
    bool host_network = false;
};

struct cluster_facts {
    std::string server_version;          ///< gitVersion, e.g. "v1.20.2"; empty when unknown
    std::string name_space;              ///< the namespace that was looked at; empty: all of them
    std::vector<node_facts> nodes;       ///< sorted by name
    std::vector<service_facts> services; ///< sorted by namespace, then name
    std::vector<pod_facts> pods;         ///< sorted by namespace, then name
    /// What could not be learned, one sentence each, with what is lost by it: partial results say so.
    std::vector<std::string> gaps;
};

} // namespace srcip::probe
