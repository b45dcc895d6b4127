#include "advice_situation.hpp"

namespace srcip::probe {
namespace {

sweep_row& direct_port(made_up& made, int n = 1) {
    sweep_row& row = made.local_port(n);
    row.path.service = "loadbalancer-local";
    row.path.id = make_path_id(row.path);
    return row;
}

TEST(vip_short_circuit, needs_a_pod_an_address_and_proxy_protocol) {
    made_up made = made_up::at_pod("n1");
    made.hints_of("loadbalancer-local").proxy_protocol = true;
    bad_request(made.local_vip());
    EXPECT_EQ(made.numbers(), "7 default/loadbalancer-local");
    was_reset(made.rows.front());
    EXPECT_EQ(made.numbers(), "7 default/loadbalancer-local");
}

TEST(vip_short_circuit, is_not_said_outside_nor_under_ip_mode_proxy_nor_of_names) {
    made_up outside;
    outside.hints_of("loadbalancer-local").proxy_protocol = true;
    hung(outside.local_vip());
    EXPECT_EQ(outside.numbers(), "17 default/loadbalancer-local");
    made_up mode = made_up::at_pod("n1");
    mode.hints_of("loadbalancer-local").proxy_protocol = true;
    service_named(mode.facts, "loadbalancer-local").ingress[0].ip_mode_proxy = true;
    hung(mode.local_vip());
    EXPECT_EQ(mode.numbers(), "17 default/loadbalancer-local");
    made_up name = made_up::at_pod("n1");
    name.hints_of("loadbalancer-local").proxy_protocol = true;
    hung(name.local_vip()).path.host_name = "lb.example.com";
    EXPECT_EQ(name.numbers(), "17 default/loadbalancer-local");
    made_up plain = made_up::at_pod("n1");
    hung(plain.local_vip());
    EXPECT_EQ(plain.numbers(), "");
}

TEST(proxied_and_lost, is_another_connection_through_a_load_balancer_without_a_field) {
    for (const auto kind : {rewriter_kind::load_balancer, rewriter_kind::unknown, rewriter_kind::node}) {
        made_up made;
        proxied(made.local_vip(), "10.0.3.7", kind);
        EXPECT_EQ(made.numbers(), "14 default/loadbalancer-local") << to_string(kind);
    }
}

TEST(proxied_and_lost, is_not_said_of_pods_fields_and_node_ports) {
    made_up made;
    proxied(made.local_vip(), "10.180.1.7", rewriter_kind::pod); // an ingress of the cluster's own
    proxied(made.local_port(1), "10.0.3.7", rewriter_kind::unknown);
    rewritten(made.local_vip(), "192.0.2.4", rewriter_kind::unknown);
    EXPECT_EQ(made.numbers(), "");
    made_up carried;
    proxied(carried.local_vip(), "10.0.3.7", rewriter_kind::unknown, "x-forwarded-for");
    EXPECT_EQ(carried.numbers(), "18 default/loadbalancer-local");
}

TEST(proxied_and_lost, believes_annotations_where_the_server_tells_no_syn) {
    made_up made;
    made.hints_of("loadbalancer-local").aws_ip_targets = true;
    rewritten(made.local_vip(), "10.0.3.7", rewriter_kind::unknown).verdict.same_connection = same_connection::unknown;
    EXPECT_EQ(made.numbers(), "14 default/loadbalancer-local");
    made.hints_of("loadbalancer-local").preserve_client_ip = true;
    EXPECT_EQ(made.numbers(), "");
}

TEST(proxy_protocol_one_side, compares_the_load_balancer_with_the_other_ways_in) {
    made_up made; // the load balancer sends a header, the server knows none
    bad_request(made.local_vip());
    EXPECT_EQ(made.numbers(), "") << "nothing to compare with";
    preserved(direct_port(made));
    EXPECT_EQ(made.numbers(), "17 default/loadbalancer-local");
    made_up other; // the server wants a header, only the load balancer sends one
    preserved(other.local_vip()).observation.answer.emplace().proxy_source = ip_endpoint{addr("198.51.100.79"), 4000};
    was_reset(direct_port(other));
    EXPECT_EQ(other.numbers(), "17 default/loadbalancer-local");
}

TEST(proxy_protocol_one_side, does_not_take_other_failures_for_it) {
    made_up status;
    bad_request(status.local_vip(), "503");
    preserved(direct_port(status));
    EXPECT_EQ(status.numbers(), "");
    made_up reset; // no header was ever seen, and none was asked for
    was_reset(reset.local_vip());
    preserved(direct_port(reset));
    EXPECT_EQ(reset.numbers(), "");
    made_up unrelated;
    bad_request(unrelated.cluster_vip());
    preserved(unrelated.local_port(1));
    EXPECT_EQ(unrelated.numbers(), "");
}

TEST(proxy_protocol_one_side, believes_the_annotation) {
    made_up made;
    made.hints_of("loadbalancer-local").proxy_protocol = true;
    hung(direct_port(made));
    EXPECT_EQ(made.numbers(), "17 default/loadbalancer-local");
    made.rows.clear();
    preserved(direct_port(made));
    EXPECT_EQ(made.numbers(), "");
}

TEST(header_not_believed, needs_a_server_that_took_the_proxy_for_the_client) {
    made_up made;
    proxied(made.cluster_vip(), "10.0.3.7", rewriter_kind::unknown, "forwarded");
    EXPECT_EQ(made.numbers(), "18 default/loadbalancer");
    made_up believed;
    sweep_row& row = proxied(believed.cluster_vip(), "198.51.100.79", rewriter_kind::unknown, "x_forwarded_for");
    row.verdict.rewritten_by.reset();
    EXPECT_EQ(believed.numbers(), "");
}

} // namespace
} // namespace srcip::probe
