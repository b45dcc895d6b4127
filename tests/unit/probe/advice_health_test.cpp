#include "advice_situation.hpp"

namespace srcip::probe {
namespace {

sweep_row& balanced_port(made_up& made, int n) {
    sweep_row& row = made.local_port(n);
    row.path.service = "loadbalancer-local";
    row.path.id = make_path_id(row.path);
    return row;
}

TEST(hostname_override, is_a_503_of_a_node_that_has_an_endpoint) {
    made_up made;
    timed_out(balanced_port(made, 1));
    made.health(1, contact::answered, 503, 200);
    ASSERT_EQ(made.numbers(), "5 n1");
    EXPECT_TRUE(made.advised()[0].promise_broken);
    EXPECT_EQ(made.advised()[0].evidence.size(), 2U);
}

TEST(hostname_override, is_said_once_when_several_nodes_have_it) {
    made_up made;
    made.health(1, contact::answered, 503, 200);
    made.health(2, contact::answered, 503, 200);
    ASSERT_EQ(made.numbers(), "5");
    EXPECT_NE(made.advised()[0].cause.find("nodes n1 and n2"), std::string::npos) << made.advised()[0].cause;
}

TEST(hostname_override, is_not_said_where_the_node_port_answers_or_no_endpoint_is) {
    made_up made;
    preserved(balanced_port(made, 1));
    made.health(1, contact::answered, 503, 200); // late, no more
    made.health(2, contact::answered, 503, 503);
    made.health(3, contact::answered, 503, std::nullopt);
    EXPECT_EQ(made.numbers(), "");
}

TEST(health_port_dropped, needs_a_node_port_that_answers_on_the_same_node) {
    made_up made;
    made.health(2, contact::timeout);
    EXPECT_EQ(made.numbers(), "");
    by_node(made.cluster_port(1), 1);
    EXPECT_EQ(made.numbers(), "1 default/nodeport");
    by_node(made.cluster_port(2), 2);
    EXPECT_EQ(made.numbers(), "20 n2, 1 default/nodeport");
}

TEST(health_port_dropped, is_not_said_of_a_refused_one) {
    made_up made; // then the packet got through, and nobody listens
    by_node(made.cluster_port(2), 2);
    made.health(2, contact::refused);
    EXPECT_EQ(made.numbers(), "1 default/nodeport");
}

TEST(health_port_dropped, counts_kube_proxy_s_own_too) {
    made_up made;
    by_node(made.cluster_port(2), 2);
    health_row& row = made.health(2, contact::timeout);
    row.kind = health_kind::kube_proxy;
    row.target.port = 10256;
    ASSERT_EQ(made.numbers(), "20 n2, 1 default/nodeport");
    EXPECT_EQ(made.advised()[0].evidence[1], "kube-proxy health n2 10.240.0.12:10256");
}

TEST(dead_node, is_one_where_nothing_answers_while_others_do) {
    made_up made;
    by_node(made.cluster_port(1), 1);
    timed_out(made.cluster_port(2));
    timed_out(made.local_port_without_endpoint(2));
    made.health(2, contact::timeout);
    EXPECT_EQ(made.numbers(), "22 n2, 1 default/nodeport");
}

TEST(dead_node, counts_no_route_to_host_too) {
    made_up made;
    by_node(made.cluster_port(1), 1);
    failed(made.cluster_port(3), contact::error, seen_outcome::error, "No route to host");
    EXPECT_EQ(made.numbers(), "1 default/nodeport, 22 n3");
}

TEST(dead_node, is_not_said_of_one_that_says_anything) {
    made_up refusing;
    by_node(refusing.cluster_port(1), 1);
    timed_out(refusing.cluster_port(2));
    refused(refusing.add(path_kind::node_port, "no-endpoints", "10.240.0.12", on_cluster, expectation::refusal))
        .path.node = "n2";
    EXPECT_EQ(refusing.numbers(), "1 default/nodeport");
    made_up healthy;
    by_node(healthy.cluster_port(1), 1);
    timed_out(healthy.cluster_port(2));
    healthy.health(2, contact::answered, 503, 503);
    EXPECT_EQ(healthy.numbers(), "1 default/nodeport");
    made_up cut_off; // nothing answers at all: it may be us
    timed_out(cut_off.cluster_port(1));
    timed_out(cut_off.cluster_port(2));
    EXPECT_EQ(cut_off.numbers(), "");
    made_up by_design;
    preserved(by_design.local_port(1));
    timed_out(by_design.local_port_without_endpoint(2));
    EXPECT_EQ(by_design.numbers(), "");
}

} // namespace
} // namespace srcip::probe
