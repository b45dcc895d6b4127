#include "probe/path.hpp"

#include <tuple>

namespace srcip::probe {

std::string_view to_string(path_kind kind) {
    switch (kind) {
    case path_kind::node_port:
        return "NodePort";
    case path_kind::load_balancer:
        return "LoadBalancer";
    case path_kind::external_ip:
        return "ExternalIP";
    case path_kind::cluster_ip:
        return "ClusterIP";
    }
    return "?";
}

std::string_view to_string(traffic_policy policy) { return policy == traffic_policy::local ? "Local" : "Cluster"; }

std::string_view to_string(expectation expects) {
    switch (expects) {
    case expectation::answer:
        return "answer";
    case expectation::preserve:
        return "preserve";
    case expectation::silence:
        return "silence";
    case expectation::refusal:
        return "refusal";
    case expectation::either:
        return "either";
    case expectation::nothing:
        return "nothing";
    }
    return "?";
}

std::string make_path_id(const path& path) {
    std::string id = path.service.empty() ? "-" : path.name_space + '/' + path.service;
    id += ' ';
    id += to_string(path.kind);
    if (path.kind == path_kind::node_port)
        id += ' ' + (path.node.empty() ? "-" : path.node);
    id += ' ' + path.target.to_string();
    if (path.protocol == protocol::udp)
        id += "/udp";
    return id;
}

bool path_before(const path& a, const path& b) {
    return std::tie(a.name_space, a.service, a.kind, a.node, a.target, a.id) <
           std::tie(b.name_space, b.service, b.kind, b.node, b.target, b.id);
}

} // namespace srcip::probe
