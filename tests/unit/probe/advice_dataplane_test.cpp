#include "advice_situation.hpp"

namespace srcip::probe {
namespace {

made_up in_ipvs_mode(int node) {
    made_up made = made_up::at_node("n" + std::to_string(node));
    made.proxy_mode = "ipvs";
    return made;
}

sweep_row& vip_from_node(made_up& made) {
    return made.add(path_kind::load_balancer, "loadbalancer-local", "203.0.113.141", on_local, expectation::answer,
                    "vip-local-node");
}

TEST(ipvs_local_vip, needs_ipvs_and_a_node_without_an_endpoint) {
    made_up made = in_ipvs_mode(2);
    timed_out(vip_from_node(made));
    EXPECT_EQ(made.numbers(), "8 default/loadbalancer-local");
    made.proxy_mode = "iptables";
    EXPECT_EQ(made.numbers(), "");
    made_up with_endpoint = in_ipvs_mode(1);
    refused(vip_from_node(with_endpoint));
    EXPECT_EQ(with_endpoint.numbers(), "");
    made_up alive = in_ipvs_mode(2);
    by_node(vip_from_node(alive));
    EXPECT_EQ(alive.numbers(), "");
    made_up cluster = in_ipvs_mode(2);
    timed_out(cluster.cluster_vip());
    EXPECT_EQ(cluster.numbers(), "");
}

TEST(ipvs_source_address, is_the_cluster_ip_of_another_service) {
    made_up made;
    rewritten(made.cluster_port(2), "10.0.0.1", rewriter_kind::cluster_ip, "", "default/kubernetes");
    EXPECT_EQ(made.numbers(), "11 default/nodeport");
    made_up own; // kube-router's way of sending a pod's connection back to it
    rewritten(own.cluster_port(2), "10.0.148.1", rewriter_kind::cluster_ip, "", "default/nodeport");
    EXPECT_EQ(own.numbers(), "");
}

struct masquerade {
    const char* name;
    rewriter_kind kind;
    const char* plugin;
    std::string_view numbers;
};

TEST(plugin_masquerade, is_what_a_node_does_under_local) {
    const masquerade cases[] = {
        {"flannel.1", rewriter_kind::tunnel, "flannel", "12 default/nodeport-local"},
        {"an unknown plugin's interface", rewriter_kind::tunnel, "", "12 default/nodeport-local"},
        {"the node, with flannel", rewriter_kind::node, "flannel", "12 default/nodeport-local"},
        {"the node, with nothing known", rewriter_kind::node, "", "12 default/nodeport-local"},
        {"the bridge", rewriter_kind::pod_bridge, "", "12 default/nodeport-local"},
        {"calico does not do that", rewriter_kind::node, "calico", ""},
        {"cilium has a rule of its own", rewriter_kind::tunnel, "cilium", "13 default/nodeport-local"},
        {"cilium, but the node's own address", rewriter_kind::node, "cilium", ""},
        {"a pod in between", rewriter_kind::pod, "flannel", ""},
        {"nobody known", rewriter_kind::unknown, "flannel", ""},
    };
    for (const masquerade& c : cases) {
        made_up made;
        made.facts.nodes[0].network_plugin = c.plugin;
        rewritten(made.local_port(1), "10.180.1.0", c.kind, "n1");
        EXPECT_EQ(made.numbers(), c.numbers) << c.name;
    }
}

TEST(plugin_masquerade, is_not_about_what_a_pod_s_own_node_does_on_the_way_out) {
    made_up made = made_up::at_pod("n2");
    by_node(made.local_port(1), 2);
    EXPECT_EQ(made.numbers(), "");
    made.rows.clear();
    by_node(made.local_port(1), 1);
    EXPECT_EQ(made.numbers(), "12 default/nodeport-local");
}

TEST(cilium_host, is_only_wrong_under_local) {
    made_up cluster;
    cluster.facts.nodes[0].network_plugin = "cilium";
    rewritten(cluster.cluster_port(1), "10.180.1.0", rewriter_kind::tunnel, "n1");
    EXPECT_EQ(cluster.numbers(), "1 default/nodeport");
}

TEST(docker_bridge, is_said_once_for_the_whole_sweep) {
    made_up made;
    rewritten(made.local_port(1), "172.17.0.1", rewriter_kind::docker_bridge);
    proxied(made.cluster_port(2), "172.17.0.1", rewriter_kind::docker_bridge);
    ASSERT_EQ(made.numbers(), "19");
    EXPECT_EQ(made.advised()[0].evidence_total, 2U);
}

} // namespace
} // namespace srcip::probe
