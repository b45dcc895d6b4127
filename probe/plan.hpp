#pragma once

#include "probe/choices.hpp"
#include "probe/facts.hpp"
#include "probe/path.hpp"
#include "probe/vantage.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace srcip::probe {

/// What to walk.
struct plan_options {
    std::vector<std::string> services; ///< "namespace/name"; empty: all that the facts hold
    std::vector<ip_address> nodes;     ///< --nodes with addresses: only these; empty: every node's
    /// Also walk loopback, link-local, multicast and metadata addresses. Otherwise they are refused: a sweep must not
    /// become a port scanner for whoever writes the API's objects.
    bool allow_special_addresses = false;
    std::vector<path_kind> kinds{path_kind::node_port, path_kind::load_balancer, path_kind::cluster_ip,
                                 path_kind::external_ip};
    std::vector<std::string> address_types{"InternalIP", "ExternalIP"}; ///< of Node objects
    std::vector<protocol> protocols{protocol::tcp, protocol::udp};
    tls_choice tls = tls_choice::automatic; ///< --tls
    bool routed_cluster_ips = false;        ///< --routed-cluster-ips: from outside, too
    std::string proxy_mode{};               ///< kube-proxy's, as it says itself; empty: unknown
};

struct plan {
    std::vector<path> paths;          ///< sorted by namespace, service, kind, node, address, port
    std::vector<std::string> skipped; ///< what was left out and why, one sentence each
};

/// Every way into the services from where we stand, each with what Kubernetes promises for it.
plan make_plan(const cluster_facts& facts, const vantage& from, const plan_options& options);

/// Without an API: these addresses and one port, taken for node ports of an unknown service. Nothing is promised for
/// them. No address is refused: all of them were named by the user. HTTPS is spoken if `tls` is always.
plan make_direct_plan(const std::vector<ip_address>& nodes, std::uint16_t port, tls_choice tls = tls_choice::automatic);

} // namespace srcip::probe
