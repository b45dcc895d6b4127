#include "probe/rules.hpp"

#include "tests/support/test_data.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <string>

namespace srcip::probe {
namespace {

TEST(rules, have_short_unique_ids_and_one_sentence_each) {
    std::set<std::string_view> ids;
    for (const promise_rule& rule : promise_rules()) {
        EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
        EXPECT_EQ(rule.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos) << rule.id;
        EXPECT_LE(rule.id.size(), 30U) << rule.id;
        EXPECT_EQ(rule.text.find('.'), rule.text.size() - 1) << rule.id;
        EXPECT_FALSE(rule.reference.empty());
        EXPECT_EQ(find_rule(rule.id), &rule);
    }
    EXPECT_EQ(find_rule("nodeport"), nullptr);
}

/// docs/rules.md has one table line for each rule, in the same order, and none for anything else.
TEST(rules, are_what_the_documentation_says) {
    std::ifstream file(srcip::test::checkout_file("docs/rules.md"));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::string expected;
    for (const promise_rule& rule : promise_rules())
        expected += "| `" + std::string(rule.id) + "` | " + std::string(to_string(rule.expects)) + " | " +
                    std::string(rule.text) + " | " + std::string(rule.reference) + " |\n";
    EXPECT_NE(text.find(expected), std::string::npos) << "the table should be\n" << expected;
    EXPECT_EQ(text.find("| `", text.find(expected) + expected.size()), std::string::npos) << "a rule that is none";
}

constexpr auto outside = vantage_kind::outside;
constexpr auto node = vantage_kind::node;
constexpr auto pod = vantage_kind::pod;
constexpr auto node_port = path_kind::node_port;
constexpr auto vip = path_kind::load_balancer;
constexpr auto external = path_kind::external_ip;
constexpr auto cluster_ip = path_kind::cluster_ip;
constexpr auto cluster = traffic_policy::cluster;
constexpr auto local = traffic_policy::local;
constexpr auto yes = presence::yes;
constexpr auto no = presence::no;
constexpr auto unknown = presence::unknown;

struct sample {
    vantage_kind from;
    path_kind kind;
    traffic_policy policy;
    presence here;
    bool own_node;
    bool self;
    std::string_view rule;
    expectation expects;
};

situation of(const sample& s) {
    situation made;
    made.from = s.from;
    made.kind = s.kind;
    made.policy = s.policy;
    made.endpoint_here = s.here;
    made.own_node = s.own_node;
    made.self_endpoint = s.self;
    return made;
}

const sample samples[] = {
    {outside, node_port, cluster, yes, false, false, "nodeport-cluster", expectation::answer},
    {outside, node_port, cluster, no, false, false, "nodeport-cluster", expectation::answer},
    {node, node_port, cluster, no, true, false, "nodeport-cluster", expectation::answer},
    {pod, node_port, cluster, yes, true, true, "nodeport-cluster", expectation::answer},
    {outside, node_port, local, yes, false, false, "nodeport-local-endpoint", expectation::preserve},
    {outside, node_port, local, no, false, false, "nodeport-local-no-endpoint", expectation::silence},
    {outside, node_port, local, unknown, false, false, "endpoint-node-unknown", expectation::nothing},
    {node, node_port, local, yes, true, false, "nodeport-local-own-node", expectation::answer},
    {node, node_port, local, no, true, false, "nodeport-local-own-node", expectation::answer},
    {node, node_port, local, unknown, true, false, "nodeport-local-own-node", expectation::answer},
    {node, node_port, local, yes, false, false, "nodeport-local-endpoint", expectation::preserve},
    {node, node_port, local, no, false, false, "nodeport-local-no-endpoint", expectation::silence},
    {pod, node_port, local, yes, true, false, "nodeport-local-own-node-pod", expectation::preserve},
    {pod, node_port, local, no, true, false, "nodeport-local-own-node-pod", expectation::preserve},
    {pod, node_port, local, yes, false, false, "nodeport-local-endpoint", expectation::preserve},
    {pod, node_port, local, no, false, false, "nodeport-local-no-endpoint", expectation::silence},
    {pod, node_port, local, yes, true, true, "nodeport-local-self", expectation::answer},
    {pod, node_port, local, no, false, true, "nodeport-local-self-other-node", expectation::either},
    {pod, node_port, local, yes, false, true, "nodeport-local-self-other-node", expectation::either},
    {outside, vip, cluster, yes, false, false, "vip-cluster", expectation::answer},
    {node, vip, cluster, yes, false, false, "vip-cluster", expectation::answer},
    {pod, vip, cluster, yes, false, true, "vip-cluster", expectation::answer},
    {outside, vip, local, no, false, false, "vip-local-outside", expectation::preserve},
    {node, vip, local, no, false, false, "vip-local-node", expectation::answer},
    {pod, vip, local, no, false, false, "vip-local-pod", expectation::preserve},
    {pod, vip, local, no, false, true, "vip-local-self", expectation::answer},
    {outside, external, cluster, no, false, false, "externalip-cluster", expectation::answer},
    {pod, external, cluster, yes, false, true, "externalip-cluster", expectation::answer},
    {outside, external, local, yes, false, false, "externalip-local-outside", expectation::preserve},
    {outside, external, local, no, false, false, "externalip-local-no-endpoint", expectation::silence},
    {outside, external, local, unknown, false, false, "endpoint-node-unknown", expectation::nothing},
    {node, external, local, no, false, false, "externalip-local-node", expectation::answer},
    {pod, external, local, no, false, false, "externalip-local-pod", expectation::preserve},
    {pod, external, local, no, false, true, "externalip-local-self", expectation::answer},
    {outside, cluster_ip, cluster, yes, false, false, "clusterip-outside", expectation::nothing},
    {node, cluster_ip, cluster, no, false, false, "clusterip-node", expectation::answer},
    {pod, cluster_ip, cluster, no, false, false, "clusterip-pod", expectation::preserve},
    {pod, cluster_ip, cluster, no, false, true, "clusterip-self", expectation::answer},
    {node, cluster_ip, local, yes, false, false, "internal-local-node", expectation::answer},
    {node, cluster_ip, local, no, false, false, "internal-local-no-endpoint", expectation::silence},
    {pod, cluster_ip, local, yes, false, false, "internal-local-pod", expectation::preserve},
    {pod, cluster_ip, local, yes, false, true, "internal-local-self", expectation::answer},
    {pod, cluster_ip, local, no, false, false, "internal-local-no-endpoint", expectation::silence},
    {pod, cluster_ip, local, unknown, false, false, "endpoint-node-unknown", expectation::nothing},
};

TEST(promise_for, follows_the_table) {
    for (const sample& s : samples) {
        const promise p = promise_for(of(s));
        EXPECT_EQ(p.rule, s.rule);
        EXPECT_EQ(p.expects, s.expects) << s.rule;
    }
}

TEST(promise_for, lets_missing_endpoints_decide_first) {
    for (const sample& s : samples) {
        situation made = of(s);
        made.endpoint_anywhere = no;
        const bool never = s.rule == "clusterip-outside";
        EXPECT_EQ(promise_for(made).rule, never ? s.rule : "no-endpoints") << s.rule;
        made.endpoint_anywhere = unknown;
        EXPECT_EQ(promise_for(made).rule, never ? s.rule : "endpoints-unknown") << s.rule;
    }
}

TEST(promise_for, holds_load_balancers_to_their_source_ranges) {
    for (const sample& s : samples) {
        situation made = of(s);
        made.source_ranges = admission::refused;
        EXPECT_EQ(promise_for(made).rule, s.kind == vip ? "source-ranges" : s.rule);
        made.source_ranges = admission::unclear;
        EXPECT_EQ(promise_for(made).rule, s.kind == vip ? "source-ranges-unclear" : s.rule);
    }
}

TEST(promise_for, knows_that_ip_mode_proxy_sends_clients_inside_to_the_load_balancer) {
    for (const sample& s : samples) {
        situation made = of(s);
        made.load_balanced = true;
        const bool changed = s.kind == vip && s.policy == local && s.from != outside;
        EXPECT_EQ(promise_for(made).rule, changed ? "vip-proxy-mode" : s.rule);
    }
}

TEST(promise_for, cannot_tell_which_address_reaches_a_load_balancer_from_inside) {
    for (const vantage_kind from : {node, pod}) {
        situation made;
        made.from = from;
        made.kind = vip;
        made.load_balanced = true;
        made.source_ranges = admission::refused;
        EXPECT_EQ(promise_for(made).rule, "source-ranges-unclear");
    }
}

TEST(promise_for, leaves_external_ips_from_inside_open_before_1_26) {
    for (const sample& s : samples) {
        situation made = of(s);
        made.external_inside = false;
        const bool changed = s.kind == external && s.policy == local && s.from != outside;
        EXPECT_EQ(promise_for(made).rule, changed ? "externalip-local-inside" : s.rule);
    }
}

TEST(promise_for, leaves_secondary_addresses_to_the_network_in_nftables_mode_only) {
    for (const sample& s : samples) {
        situation made = of(s);
        made.nftables = true;
        EXPECT_EQ(promise_for(made).rule, s.rule);
        made.primary_address = false;
        EXPECT_EQ(promise_for(made).rule, s.kind == node_port ? "nodeport-nftables-other" : s.rule);
        made.nftables = false;
        EXPECT_EQ(promise_for(made).rule, s.rule);
    }
}

TEST(promise_for, promises_nothing_for_an_unknown_node) {
    situation made;
    made.known_node = false;
    made.endpoint_anywhere = no;
    EXPECT_EQ(promise_for(made).rule, "unknown-node");
}

} // namespace
} // namespace srcip::probe
