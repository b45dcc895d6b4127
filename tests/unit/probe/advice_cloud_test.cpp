#include "advice_situation.hpp"

namespace srcip::probe {
namespace {

/// K3s: the load balancer's address is a node's.
sweep_row& node_vip(made_up& made, traffic_policy policy = on_local) {
    return made.add(path_kind::load_balancer, policy == on_local ? "loadbalancer-local" : "loadbalancer", "10.240.0.12",
                    policy, policy == on_local ? expectation::preserve : expectation::answer);
}

TEST(servicelb_hop, is_known_by_its_pod) {
    made_up made;
    rewritten(made.local_vip(), "10.180.2.5", rewriter_kind::pod, "n2", "kube-system/svclb-web-1f2e-x7k2p");
    EXPECT_EQ(made.numbers(), "3 default/loadbalancer-local");
}

TEST(servicelb_hop, is_known_by_a_bridge_where_its_pods_are) {
    made_up made;
    rewritten(node_vip(made), "10.180.2.1", rewriter_kind::pod_bridge, "n2");
    EXPECT_EQ(made.numbers(), "12 default/loadbalancer-local");
    made.facts.pods.push_back(recorded_pod("svclb-loadbalancer-local-1f2e-x7k2p", "n2", "10.180.2.5"));
    EXPECT_EQ(made.numbers(), "3 default/loadbalancer-local");
}

TEST(servicelb_hop, is_known_by_k3s_own_range) {
    made_up made;
    rewritten(node_vip(made), "10.42.1.7", rewriter_kind::unknown);
    EXPECT_EQ(made.numbers(), "3 default/loadbalancer-local");
    made_up elsewhere; // the load balancer is no node
    rewritten(elsewhere.local_vip(), "10.42.1.7", rewriter_kind::unknown);
    EXPECT_EQ(elsewhere.numbers(), "");
}

TEST(servicelb_hop, is_not_said_of_other_pods_nor_under_cluster) {
    made_up made;
    rewritten(made.local_vip(), "10.180.2.5", rewriter_kind::pod, "n2", "ingress/nginx-0");
    rewritten(node_vip(made, on_cluster), "10.180.2.5", rewriter_kind::pod, "n2", "kube-system/svclb-web-1f2e-x7k2p");
    EXPECT_EQ(made.numbers(), "");
}

struct nlb {
    const char* name;
    std::optional<bool> preserve;
    bool ip_targets;
    bool inside;
    bool internal;
    int from_node;
    std::string_view numbers;
};

TEST(nlb, security_groups_and_hairpins) {
    const nlb cases[] = {
        {"instances, outside", std::nullopt, false, false, false, 0, "15 default/loadbalancer-local"},
        {"ip targets do not preserve", std::nullopt, true, false, false, 0, ""},
        {"ip targets told to", true, true, false, false, 0, "15 default/loadbalancer-local"},
        {"told not to", false, false, false, false, 0, ""},
        {"internal, from the endpoint's node", std::nullopt, false, true, true, 1, "16 default/loadbalancer-local"},
        {"internal, from another node", std::nullopt, false, true, true, 2, ""},
        {"not internal", std::nullopt, false, true, false, 1, ""},
        {"internal, not preserving", false, false, true, true, 1, ""},
    };
    for (const nlb& c : cases) {
        made_up made = c.inside ? made_up::at_pod("n" + std::to_string(c.from_node)) : made_up();
        service_hints& hints = made.hints_of("loadbalancer-local");
        hints.aws_nlb = true;
        hints.preserve_client_ip = c.preserve;
        hints.aws_ip_targets = c.ip_targets;
        hints.internal = c.internal;
        timed_out(made.local_vip()).path.host_name = "x.elb.amazonaws.com";
        EXPECT_EQ(made.numbers(), c.numbers) << c.name;
        made.rows.clear();
        preserved(made.local_vip());
        EXPECT_EQ(made.numbers(), "") << c.name << ", answered";
    }
}

TEST(nlb, advice_needs_a_network_load_balancer_and_an_admitted_client) {
    made_up other;
    timed_out(other.local_vip());
    EXPECT_EQ(other.numbers(), "");
    made_up refused;
    refused.hints_of("loadbalancer-local").aws_nlb = true;
    timed_out(refused.add(path_kind::load_balancer, "loadbalancer-local", "203.0.113.141", on_local,
                          expectation::silence, "source-ranges"));
    EXPECT_EQ(refused.numbers(), "");
}

} // namespace
} // namespace srcip::probe
