#include "advice_situation.hpp"

namespace srcip::probe {
namespace {

TEST(cluster_by_design, is_said_once_for_a_service_with_all_its_paths) {
    made_up made;
    by_node(made.cluster_port(3), 3);
    rewritten(made.cluster_port(1), "10.180.1.1", rewriter_kind::pod_bridge, "n1");
    ASSERT_EQ(made.numbers(), "1 default/nodeport");
    EXPECT_EQ(made.advised()[0].evidence, (std::vector<std::string>{"default/nodeport NodePort n1 10.240.0.11:80",
                                                                    "default/nodeport NodePort n3 10.240.0.13:80"}));
    EXPECT_FALSE(made.advised()[0].promise_broken);
}

TEST(cluster_by_design, needs_a_rewritten_answer_of_an_external_path_under_cluster) {
    made_up made;
    preserved(made.cluster_port(1));
    timed_out(made.cluster_port(1));
    proxied(made.cluster_port(3), "10.240.0.13", rewriter_kind::node);
    rewritten(made.cluster_vip(), "10.0.3.7", rewriter_kind::unknown);
    by_node(
        made.add(path_kind::cluster_ip, "clusterip", "10.0.70.205", on_cluster, expectation::answer, "clusterip-node"));
    EXPECT_EQ(made.numbers(), "");
}

TEST(cluster_by_design, says_nothing_of_paths_whose_facts_changed) {
    made_up made;
    by_node(made.cluster_port(2)).verdict.promise = promise_outcome::inconclusive;
    EXPECT_EQ(made.numbers(), "");
}

TEST(local_not_applied, takes_the_place_of_cluster_by_design) {
    made_up made;
    made.hints_of("nodeport").local_asked_by = "kubectl.kubernetes.io/last-applied-configuration";
    by_node(made.cluster_port(2));
    by_node(made.cluster_vip());
    EXPECT_EQ(made.numbers(), "1 default/loadbalancer, 2 default/nodeport");
}

TEST(local_not_applied, needs_a_user_who_wants_preservation_when_only_helm_is_known) {
    made_up made;
    made.hints_of("nodeport").by_helm = true;
    by_node(made.cluster_port(2));
    EXPECT_EQ(made.numbers(), "1 default/nodeport");
    made.preservation_wanted = true;
    EXPECT_EQ(made.numbers(), "2 default/nodeport");
}

TEST(no_local_endpoint, is_said_of_silent_nodes_that_are_alive) {
    made_up made;
    preserved(made.local_port(1));
    timed_out(made.local_port_without_endpoint(2));
    timed_out(made.local_port_without_endpoint(3));
    by_node(made.cluster_port(2)); // n2 is alive, of n3 nothing is known
    ASSERT_EQ(made.numbers(), "1 default/nodeport, 4 default/nodeport-local");
    EXPECT_EQ(made.advised()[1].evidence.size(), 1U);
    EXPECT_NE(made.advised()[1].cause.find("endpoint runs on node n2,"), std::string::npos) << made.advised()[1].cause;
}

sweep_row& balanced_port(made_up& made, int n, bool endpoint) {
    sweep_row& row = endpoint ? made.local_port(n) : made.local_port_without_endpoint(n);
    row.path.service = "loadbalancer-local";
    row.path.id = make_path_id(row.path);
    return row;
}

TEST(no_local_endpoint, believes_the_health_port_and_names_the_load_balancer_that_ignores_it) {
    made_up made;
    preserved(balanced_port(made, 1, true));
    timed_out(balanced_port(made, 2, false));
    made.health(1, contact::answered, 200, 200);
    made.health(2, contact::answered, 503, 503);
    timed_out(made.local_vip());
    ASSERT_EQ(made.numbers(), "4 default/loadbalancer-local");
    EXPECT_TRUE(made.advised()[0].promise_broken);
    EXPECT_EQ(made.advised()[0].evidence,
              (std::vector<std::string>{"default/loadbalancer-local LoadBalancer 203.0.113.141:80",
                                        "default/loadbalancer-local NodePort n2 10.240.0.12:80",
                                        "default/loadbalancer-local health n2 10.240.0.12:32122"}));
    made.healths[1].status = 200; // then the silence has another reason
    EXPECT_EQ(made.numbers(), "");
}

TEST(no_local_endpoint, does_not_explain_a_load_balancer_when_the_endpoint_s_own_node_is_silent) {
    made_up made;
    timed_out(balanced_port(made, 1, true));
    timed_out(balanced_port(made, 2, false));
    made.health(2, contact::answered, 503, 503);
    timed_out(made.local_vip());
    ASSERT_EQ(made.numbers(), "4 default/loadbalancer-local");
    EXPECT_FALSE(made.advised()[0].promise_broken);
}

TEST(no_local_endpoint, is_not_said_of_a_node_that_answers_all_the_same) {
    made_up made;
    preserved(made.local_port_without_endpoint(2));
    by_node(made.cluster_port(2));
    EXPECT_EQ(made.numbers(), "1 default/nodeport");
}

sweep_row& external_ip(made_up& made, traffic_policy policy, expectation expects) {
    return made.add(path_kind::external_ip, "loadbalancer-local", "203.0.113.150", policy, expects);
}

TEST(external_ip_rewritten, needs_policy_local_and_a_node_s_address) {
    made_up made;
    by_node(external_ip(made, on_local, expectation::preserve));
    EXPECT_EQ(made.numbers(), "9 default/loadbalancer-local");
    made_up near;
    by_node(external_ip(near, on_cluster, expectation::answer));
    EXPECT_EQ(near.numbers(), "1 default/loadbalancer-local");
    made_up nearer;
    preserved(external_ip(nearer, on_local, expectation::preserve));
    rewritten(external_ip(nearer, on_local, expectation::preserve), "192.0.2.1", rewriter_kind::unknown);
    EXPECT_EQ(nearer.numbers(), "");
}

sweep_row& cluster_ip(made_up& made, expectation expects, std::string_view rule) {
    return made.add(path_kind::cluster_ip, "clusterip", "10.0.70.205", on_cluster, expects, rule);
}

TEST(cluster_ip_masquerade, is_about_routed_cluster_ips_and_about_pods) {
    made_up outside;
    by_node(cluster_ip(outside, expectation::nothing, "clusterip-outside"));
    EXPECT_EQ(outside.numbers(), "10 default/clusterip");
    made_up pod = made_up::at_pod("n1");
    rewritten(cluster_ip(pod, expectation::preserve, "clusterip-pod"), "10.180.1.1", rewriter_kind::pod_bridge, "n1");
    EXPECT_EQ(pod.numbers(), "10 default/clusterip");
    EXPECT_TRUE(pod.advised()[0].promise_broken);
}

TEST(cluster_ip_masquerade, is_not_about_nodes_nor_a_pod_that_reaches_itself) {
    made_up node = made_up::at_node("n1");
    by_node(cluster_ip(node, expectation::answer, "clusterip-node"));
    EXPECT_EQ(node.numbers(), "");
    made_up self = made_up::at_pod("n1");
    by_node(cluster_ip(self, expectation::answer, "clusterip-self"));
    EXPECT_EQ(self.numbers(), "");
    made_up timeout;
    timed_out(cluster_ip(timeout, expectation::nothing, "clusterip-outside"));
    EXPECT_EQ(timeout.numbers(), "");
}

} // namespace
} // namespace srcip::probe
