#pragma once

#include "probe/advice_rules.hpp"
#include "recorded_cluster.hpp"

#include <deque>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

inline constexpr auto on_cluster = traffic_policy::cluster;
inline constexpr auto on_local = traffic_policy::local;

/// A sweep made up for one case: rows are added path by path, then told what came of them.
class made_up {
  public:
    cluster_facts facts = recorded_cluster();
    vantage from{vantage_kind::outside, "", "", {addr("198.51.100.79")}};
    std::deque<sweep_row> rows; // references to rows stay good
    std::vector<health_row> healths;
    std::string proxy_mode;
    bool preservation_wanted = false;

    static made_up at_pod(std::string node) {
        made_up made;
        made.from = {vantage_kind::pod, std::move(node), "default/client-1", {addr("10.180.1.9")}};
        return made;
    }
    static made_up at_node(std::string node) {
        made_up made;
        made.from = {vantage_kind::node, std::move(node), "", {addr("10.240.0.11")}};
        return made;
    }

    sweep_row& add(path_kind kind, std::string service, std::string_view target, traffic_policy policy,
                   expectation expects, std::string_view rule = "") {
        sweep_row& row = rows.emplace_back();
        row.path.name_space = "default";
        row.path.service = std::move(service);
        row.path.kind = kind;
        row.path.target = {addr(target), 80};
        row.path.policy = policy;
        row.path.promise = {expects, rule};
        row.path.id = make_path_id(row.path);
        return row;
    }
    /// nodeport-local, or nodeport under Cluster, on node n1, n2 or n3.
    sweep_row& node_port(int n, traffic_policy policy, expectation expects, std::string_view rule = "") {
        const std::string node = "n" + std::to_string(n);
        sweep_row& row = add(path_kind::node_port, policy == on_local ? "nodeport-local" : "nodeport",
                             "10.240.0.1" + std::to_string(n), policy, expects, rule);
        row.path.node = node;
        row.path.id = make_path_id(row.path);
        return row;
    }
    sweep_row& local_port(int n) { return node_port(n, on_local, expectation::preserve, "nodeport-local-endpoint"); }
    sweep_row& local_port_without_endpoint(int n) {
        return node_port(n, on_local, expectation::silence, "nodeport-local-no-endpoint");
    }
    sweep_row& cluster_port(int n) { return node_port(n, on_cluster, expectation::answer, "nodeport-cluster"); }
    sweep_row& local_vip() {
        return add(path_kind::load_balancer, "loadbalancer-local", "203.0.113.141", on_local, expectation::preserve,
                   from.kind == vantage_kind::outside ? "vip-local-outside" : "vip-local-pod");
    }
    sweep_row& cluster_vip() {
        return add(path_kind::load_balancer, "loadbalancer", "203.0.113.140", on_cluster, expectation::answer,
                   "vip-cluster");
    }
    /// loadbalancer-local's health port.
    health_row& health(int n, contact how, unsigned status = 0, std::optional<unsigned> expected = std::nullopt) {
        health_row& row = healths.emplace_back();
        row.name_space = "default";
        row.service = "loadbalancer-local";
        row.node = "n" + std::to_string(n);
        row.target = {addr("10.240.0.1" + std::to_string(n)), 32122};
        row.contact = how;
        row.status = status;
        row.expected_status = expected;
        row.outcome = status == expected ? promise_outcome::kept : promise_outcome::broken;
        return row;
    }
    service_hints& hints_of(std::string_view service) { return service_named(facts, service).hints; }

    std::vector<advice> advised() const {
        const std::vector<sweep_row> flat(rows.begin(), rows.end());
        return advise({from, facts, flat, healths, proxy_mode, preservation_wanted});
    }
    /// "1 default/nodeport, 21": number and subject, as advised.
    std::string numbers() const {
        std::string text;
        for (const advice& given : advised())
            text += (text.empty() ? "" : ", ") + std::to_string(given.number) +
                    (given.subject.empty() ? "" : ' ' + given.subject);
        return text;
    }
};

/// The promise's side of a verdict, as judge() would fill it.
inline void settle(sweep_row& row, bool arrived) {
    const bool preserved = row.verdict.seen == seen_outcome::preserved;
    switch (row.path.promise.expects) {
    case expectation::answer:
        row.verdict.promise = preserved ? promise_outcome::better
                              : arrived ? promise_outcome::kept
                                        : promise_outcome::broken;
        break;
    case expectation::preserve:
        row.verdict.promise = preserved ? promise_outcome::kept : promise_outcome::broken;
        break;
    case expectation::silence:
        row.verdict.promise = arrived ? promise_outcome::broken : promise_outcome::kept;
        break;
    case expectation::refusal:
    case expectation::either:
        row.verdict.promise = promise_outcome::kept;
        break;
    case expectation::nothing:
        row.verdict.promise = promise_outcome::inconclusive;
        break;
    }
}

inline sweep_row& preserved(sweep_row& row) {
    row.observation.contact = contact::answered;
    row.verdict.seen = seen_outcome::preserved;
    row.verdict.client_address = addr("198.51.100.79");
    row.verdict.same_connection = same_connection::yes;
    settle(row, true);
    return row;
}

inline sweep_row& rewritten(sweep_row& row, std::string_view client, rewriter_kind kind, std::string node = "",
                            std::string name = "") {
    row.observation.contact = contact::answered;
    row.verdict.seen = seen_outcome::snat;
    row.verdict.client_address = addr(client);
    row.verdict.rewritten_by = rewriter{kind, std::move(node), std::move(name), ""};
    row.verdict.same_connection = same_connection::yes;
    settle(row, true);
    return row;
}

inline sweep_row& by_node(sweep_row& row, int n = 2) {
    const std::string digit = std::to_string(n);
    return rewritten(row, "10.240.0.1" + digit, rewriter_kind::node, "n" + digit);
}

inline sweep_row& proxied(sweep_row& row, std::string_view client, rewriter_kind kind, std::string carried = "") {
    rewritten(row, client, kind);
    row.verdict.seen = seen_outcome::proxied;
    row.verdict.same_connection = same_connection::no;
    row.verdict.carried_in = std::move(carried);
    return row;
}

inline sweep_row& failed(sweep_row& row, contact how, seen_outcome seen, std::string detail = "") {
    row.observation.contact = how;
    row.observation.detail = std::move(detail);
    row.verdict.seen = seen;
    settle(row, false);
    if (seen == seen_outcome::not_echo || seen == seen_outcome::error)
        row.verdict.promise = promise_outcome::inconclusive;
    return row;
}

inline sweep_row& timed_out(sweep_row& row) { return failed(row, contact::timeout, seen_outcome::timeout); }
inline sweep_row& refused(sweep_row& row) { return failed(row, contact::refused, seen_outcome::refused); }
inline sweep_row& was_reset(sweep_row& row) { return failed(row, contact::reset, seen_outcome::reset); }
inline sweep_row& hung(sweep_row& row) { return failed(row, contact::hang, seen_outcome::hang); }
inline sweep_row& bad_request(sweep_row& row, std::string status = "400") {
    return failed(row, contact::not_echo, seen_outcome::not_echo, "HTTP status " + status);
}

} // namespace srcip::probe
