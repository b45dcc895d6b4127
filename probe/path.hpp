#pragma once

#include "probe/facts.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace srcip::probe {

enum class path_kind { node_port, load_balancer, cluster_ip, external_ip };

std::string_view to_string(path_kind kind);        ///< "NodePort", "LoadBalancer", "ClusterIP", "ExternalIP"
std::string_view to_string(traffic_policy policy); ///< "Cluster", "Local"

/// What a promise demands of an observation.
enum class expectation {
    answer,   ///< an echo answers; from which address is left open, so a preserved one is better than promised
    preserve, ///< an echo answers and saw our own address
    silence,  ///< nothing answers: there is no local endpoint and the policy is Local, or we are outside the source
              ///< ranges
    refusal,  ///< nothing answers, and a data plane that is kind says so at once: the service has no endpoints
    either,   ///< an answer keeps it and so does silence: which of them comes is left to the data plane
    nothing,  ///< the rules make no promise for this path: an observation is reported and never judged
};

std::string_view to_string(expectation expects); ///< "answer", "preserve", …

/// What Kubernetes promises for one path from where we stand, and the name of the rule that says so.
struct promise {
    expectation expects = expectation::nothing;
    std::string_view rule; ///< an id of rules.hpp; static storage
};

/// One way into a service: an address and a port to connect to.
struct path {
    /// Stable from run to run and unique: "default/nodeport NodePort n2 10.240.0.12:30080"; UDP ends in "/udp".
    std::string id;
    std::string name_space;
    std::string service;
    path_kind kind = path_kind::node_port;
    std::string node;         ///< node ports only
    std::string address_type; ///< node ports: InternalIP or ExternalIP
    std::string port_name;    ///< of the service's port; often empty
    std::string host_name;    ///< load balancers known by a name: the name that `target` was resolved from
    probe::protocol protocol = probe::protocol::tcp;
    bool tls = false; ///< HTTPS is spoken
    ip_endpoint target;
    traffic_policy policy = traffic_policy::cluster; ///< externalTrafficPolicy; for ClusterIP internalTrafficPolicy
    probe::promise promise;
};

/// The id of a path whose other fields are set: service, kind, node (node ports only) and target; "-" for what is
/// not known.
std::string make_path_id(const path& path);

/// The order of plans and reports: namespace, service, kind, node, address, port.
bool path_before(const path& a, const path& b);

} // namespace srcip::probe
