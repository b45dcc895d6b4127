#pragma once

#include "probe/facts.hpp"
#include "probe/options/text.hpp"
#include "probe/path.hpp"

#include <srcip/address.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace srcip::probe {

/// Which paths.
struct path_options {
    std::string name_space; ///< empty: the context's
    bool all_namespaces = false;
    std::string selector;
    std::vector<std::string> services; ///< "namespace/name", or "name" in the namespace that is looked at
    std::vector<ip_address> nodes;     ///< empty: auto
    std::uint16_t port = 0;            ///< with nodes: no API is asked
    std::string vantage;               ///< empty: find out
    std::vector<std::string> address_types{"InternalIP", "ExternalIP"}; ///< of nodes, spelt as the API does
    std::vector<path_kind> kinds{path_kind::node_port, path_kind::load_balancer, path_kind::cluster_ip,
                                 path_kind::external_ip};
    bool health = true; ///< health ports, too
    std::vector<protocol> protocols{protocol::tcp, protocol::udp};
    bool routed_cluster_ips = false; ///< walk cluster IPs from outside, too
    bool allow_special_addresses = false;
};

/// What the command line parser stores before it means anything.
struct raw_paths {
    path_options plain;
    std::string nodes = "auto";
    std::string address_types = "InternalIP,ExternalIP";
    std::string kinds = "NodePort,LoadBalancer,ClusterIP,ExternalIP,health";
    std::string protocols = "tcp,udp";
};

void add_path_options(CLI::App& app, raw_paths& raw);
option_error read_path_options(const raw_paths& raw, path_options& out);

} // namespace srcip::probe
