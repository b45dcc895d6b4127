#pragma once

#include "probe/http_reply.hpp"
#include "probe/observation.hpp"
#include "probe/plan.hpp"
#include "probe/verdict.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// Whose health a port tells.
enum class health_kind {
    service,    ///< a Local load balancer's healthCheckNodePort on one node
    kube_proxy, ///< kube-proxy's own, :10256/healthz
};

std::string_view to_string(health_kind kind); ///< "service", "kube-proxy"

/// One health port of one node: what it answered, and whether that agrees with what the API says.
struct health_row {
    health_kind kind = health_kind::service;
    std::string name_space; ///< of the service; empty for kube-proxy
    std::string service;
    std::string node;
    ip_endpoint target;
    probe::contact contact = probe::contact::error; ///< answered: there is a status
    std::string detail;                             ///< as in observation
    unsigned status = 0;                            ///< HTTP status; 0 when none came
    std::optional<std::uint64_t> local_endpoints;   ///< as the body says, JSON or the old text
    std::optional<unsigned> expected_status;        ///< 200 or 503 by where the endpoints are; absent: not known
    promise_outcome outcome = promise_outcome::inconclusive;
    std::string note; ///< one clause for people
};

/// Stable from run to run and unique, as a path's id is: "default/web health n1 10.240.0.11:32122", "kube-proxy health
/// n1 …". Advice names health ports like this in its evidence.
std::string make_health_id(const health_row& row);

/// A health port to ask, and what it should say.
struct health_target {
    health_kind kind = health_kind::service;
    std::string name_space;
    std::string service;
    std::string node;
    ip_endpoint target;
    std::string request_target = "/healthz"; ///< a service's port answers any
    std::optional<unsigned> expected_status; ///< as in health_row
    bool node_ready = true;                  ///< the Node object says that the node is ready
};

/// Every node's health ports: kube-proxy's own, and those of the Local load balancers that are in the plan. One address
/// of each node is asked: the first that the plan's options leave.
std::vector<health_target> plan_health(const cluster_facts& facts, const vantage& from, const plan_options& options);

/// Compares an answer with where the endpoints are. Where the node's own ports did something else in `rows`, the note
/// says so, and that path alone is judged for it. What was not reached is inconclusive: a firewall may well keep us
/// from a port that load balancers reach.
std::vector<health_row> judge_health(std::span<const health_target> targets, std::span<const http_reply> replies,
                                     std::span<const sweep_row> rows);

/// What a body says, as far as it can be read: JSON, or the sentence of kube-proxy before 1.8. Only the status decides.
struct health_body {
    std::optional<std::uint64_t> local_endpoints;
    std::optional<bool> node_eligible; ///< kube-proxy's own, since 1.28: false while the node is being deleted
};

/// `body` may be anything.
health_body read_health_body(std::string_view body);

/// "iptables", "ipvs", "nftables", …: what kube-proxy answers on 127.0.0.1:10249/proxyMode. Empty when it is no answer
/// of kube-proxy.
std::string read_proxy_mode(const http_reply& reply);

} // namespace srcip::probe
