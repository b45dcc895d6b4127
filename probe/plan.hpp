#pragma once

#include "probe/facts.hpp"
#include "probe/path.hpp"
#include "probe/vantage.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace srcip::probe {

/// Whether HTTPS is spoken to a port.
enum class tls_choice {
    automatic, ///< where the port's appProtocol, or else its name, says so
    always,
    never,
};

/// What to walk.
struct plan_options {
    std::vector<std::string> services; ///< "namespace/name"; empty: all that the facts hold
    std::vector<ip_address> nodes;     ///< --nodes with addresses: only these; empty: every node's
    /// Also walk loopback, link-local, multicast and metadata addresses. Otherwise they are refused: a sweep must not
    /// become a port scanner for whoever writes the API's objects.
    bool allow_special_addresses = false;
    std::vector<path_kind> kinds{};           ///< --kinds; empty: every kind
    std::vector<std::string> address_types{}; ///< --address-types, of Node objects; empty: choose_node_targets() says
    std::vector<protocol> protocols{};        ///< --protocols; empty: TCP and UDP
    tls_choice tls = tls_choice::automatic;   ///< --tls
    bool routed_cluster_ips = false;          ///< --routed-cluster-ips: from outside, too
    std::string proxy_mode{};                 ///< kube-proxy's, as it says itself; empty: unknown
};

struct plan {
    std::vector<path> paths;          ///< sorted by namespace, service, kind, node, address, port
    std::vector<std::string> skipped; ///< what was left out and why, one sentence each
};

/// Every way into the services from where we stand, each with what Kubernetes promises for it.
plan make_plan(const cluster_facts& facts, const vantage& from, const plan_options& options);

/// Without an API: these addresses and one port, taken for node ports of an unknown service. Nothing is promised for
/// them. No address is refused: all of them were named by the user.
plan make_direct_plan(const std::vector<ip_address>& nodes, std::uint16_t port);

} // namespace srcip::probe
