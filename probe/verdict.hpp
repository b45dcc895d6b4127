#pragma once

#include "probe/choices.hpp"
#include "probe/observation.hpp"
#include "probe/path.hpp"
#include "probe/vantage.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace srcip::probe {

/// First axis: what happened to our address on the way.
enum class seen_outcome { preserved, snat, proxied, timeout, refused, reset, hang, not_echo, error };
/// Second axis: what that means for the promise.
enum class promise_outcome { kept, better, broken, inconclusive };
/// Whether our SYN reached the server: NAT keeps one connection end to end, a proxy opens another.
enum class same_connection { yes, no, unknown };

std::string_view to_string(seen_outcome outcome);
std::string_view to_string(promise_outcome outcome);
std::string_view to_string(same_connection same);

/// Who put another source address on the packet.
enum class rewriter_kind {
    node,           ///< one of a node's own addresses
    pod_bridge,     ///< the first address of a node's podCIDR
    tunnel,         ///< the zeroth one, or what an annotation names: flannel's, Calico's or Cilium's interface
    pod,            ///< another pod: a servicelb, an ingress, a mesh
    load_balancer,  ///< an address of status.loadBalancer
    cluster_ip,     ///< the cluster IP of some service
    docker_bridge,  ///< 172.17.0.1 and its like: a container engine's gateway
    shared_address, ///< 100.64.0.0/10 (RFC 6598): a carrier's or a cloud's NAT
    unknown,
};

/// "node", "pod_bridge", …: as JSON spells it.
std::string_view to_string(rewriter_kind kind);

struct rewriter {
    rewriter_kind kind = rewriter_kind::unknown;
    std::string node;     ///< the node, or the node whose pod bridge or tunnel it is
    std::string name;     ///< pod: "namespace/name"; load_balancer, cluster_ip: the service's "namespace/name"
    std::string evidence; ///< one clause for people: what says so; empty when there is nothing to say

    /// "node n2", "pod bridge of n1", "pod kube-system/svclb-web-x", "unknown"
    std::string to_string() const;
};

struct verdict {
    seen_outcome seen = seen_outcome::error;
    std::optional<ip_address> client_address; ///< what the server took for the client
    std::optional<rewriter> rewritten_by;     ///< for snat and proxied
    /// proxied: the field that still carried our address ("x-forwarded-for", "forwarded", "x-real-ip"); empty: lost.
    std::string carried_in;
    probe::same_connection same_connection = probe::same_connection::unknown;
    std::optional<unsigned> hops; ///< routers between the last rewriter or us and the server, by the SYN's TTL
    promise_outcome promise = promise_outcome::inconclusive;
    std::string note; ///< one clause for people, when the outcome needs one; empty otherwise
};

/// One line of a report.
struct sweep_row {
    probe::path path;
    probe::observation observation;
    probe::verdict verdict;
};

class address_book;

/// Judges one observation. Pure.
verdict judge(const path& path, const observation& observation, const address_book& book, const vantage& from,
              promise_policy policy = promise_policy::policy);
/// The same for a single one: it makes an address_book of the facts, which is too much work to do for every path.
verdict judge(const path& path, const observation& observation, const cluster_facts& facts, const vantage& from);

} // namespace srcip::probe
