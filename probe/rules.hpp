#pragma once

#include "probe/path.hpp"
#include "probe/vantage.hpp"

#include <span>
#include <string_view>

namespace srcip::probe {

/// One promise in words.
struct promise_rule {
    std::string_view id; ///< stable: reports and scripts name it
    expectation expects;
    std::string_view text;      ///< one sentence
    std::string_view reference; ///< a page, a field of the API, or an enhancement proposal (KEP)
};

/// Every rule, in the order of the documentation.
std::span<const promise_rule> promise_rules();

/// Null when there is no rule of that id.
const promise_rule* find_rule(std::string_view id);

/// The rule that needs another judgement than its expectation gives: an answer here is a breach, preserved or not.
inline constexpr std::string_view rule_source_ranges = "source-ranges";

enum class presence { no, yes, unknown };

/// Whether a client may pass spec.loadBalancerSourceRanges.
enum class admission { admitted, refused, unclear };

/// All that decides what is promised for one path.
struct situation {
    vantage_kind from = vantage_kind::outside;
    path_kind kind = path_kind::node_port;
    traffic_policy policy = traffic_policy::cluster;
    presence endpoint_anywhere = presence::yes; ///< a usable endpoint of the target's address family
    /// Node ports, and external IPs that are a node's own address: a usable endpoint on the target's node. Other
    /// external IPs: yes, since whoever routes them has to find one. ClusterIP: one on the node we stand on.
    presence endpoint_here = presence::yes;
    bool known_node = true;                        ///< node ports: the address is a known node's
    bool primary_address = true;                   ///< node ports: the target is its node's primary address
    bool nftables = false;                         ///< kube-proxy says that it runs in this mode
    bool own_node = false;                         ///< node ports: the target is the node we stand on
    bool external_inside = true;                   ///< external IPs: the version promises them to clients inside
    bool self_endpoint = false;                    ///< we are a pod, and one of the endpoints
    bool load_balanced = false;                    ///< ipMode: Proxy: clients inside really go to the load balancer
    admission source_ranges = admission::admitted; ///< load balancers only
};

/// What the Service's specification promises, whatever the data plane. Pure.
promise promise_for(const situation& s);

/// What is promised for an address and port that no API told us about.
promise promise_without_api();

} // namespace srcip::probe
