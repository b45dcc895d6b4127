#include "advice_situation.hpp"

namespace srcip::probe {
namespace {

TEST(asymmetric_path, is_a_pod_s_silent_way_to_an_endpoint_s_node_that_is_alive) {
    made_up made = made_up::at_pod("n2");
    timed_out(made.local_port(1));
    by_node(made.cluster_port(1), 1);
    EXPECT_EQ(made.numbers(), "1 default/nodeport") << "of the service itself nothing answers";
    preserved(made.add(path_kind::cluster_ip, "nodeport-local", "10.0.85.117", on_cluster, expectation::preserve,
                       "clusterip-pod"));
    EXPECT_EQ(made.numbers(), "6 default/nodeport-local, 1 default/nodeport");
}

TEST(asymmetric_path, is_not_said_elsewhere) {
    const auto numbers_at = [](made_up made, int node, bool endpoint, bool alive) {
        timed_out(endpoint ? made.local_port(node) : made.local_port_without_endpoint(node));
        if (alive)
            by_node(made.cluster_port(node), node);
        preserved(made.add(path_kind::cluster_ip, "nodeport-local", "10.0.85.117", on_cluster, expectation::preserve));
        return made.numbers();
    };
    EXPECT_EQ(numbers_at(made_up(), 1, true, true), "1 default/nodeport") << "outside";
    EXPECT_EQ(numbers_at(made_up::at_node("n2"), 1, true, true), "1 default/nodeport") << "node";
    EXPECT_EQ(numbers_at(made_up::at_pod("n1"), 1, true, true), "1 default/nodeport") << "its own node";
    EXPECT_EQ(numbers_at(made_up::at_pod("n2"), 1, true, false), "22 n1") << "a dead node";
    EXPECT_EQ(numbers_at(made_up::at_pod("n2"), 1, false, true), "1 default/nodeport, 6 default/nodeport-local")
        << "no endpoint there: kube-proxy sends pods on to one elsewhere";
    EXPECT_EQ(numbers_at(made_up::at_node("n2"), 1, false, true), "1 default/nodeport, 4 default/nodeport-local")
        << "no endpoint there, and a node is not sent on";
}

TEST(asymmetric_path, counts_for_an_endpoint_that_looks_for_itself) {
    made_up made = made_up::at_pod("n1");
    timed_out(made.node_port(2, on_local, expectation::either, "nodeport-local-self-other-node"));
    preserved(made.add(path_kind::cluster_ip, "nodeport-local", "10.0.85.117", on_cluster, expectation::preserve));
    by_node(made.cluster_port(2), 2);
    EXPECT_EQ(made.numbers(), "1 default/nodeport, 6 default/nodeport-local");
}

TEST(nat_before_us, is_one_strange_address_on_every_path_that_should_be_preserved) {
    made_up made;
    rewritten(made.local_port(1), "192.0.2.4", rewriter_kind::unknown);
    EXPECT_EQ(made.numbers(), "") << "one path proves nothing";
    rewritten(made.local_vip(), "192.0.2.4", rewriter_kind::unknown);
    by_node(made.cluster_port(2)); // nothing was promised there
    ASSERT_EQ(made.numbers(), "21, 1 default/nodeport");
    EXPECT_NE(made.advised()[0].fix.find("--source 192.0.2.4 "), std::string::npos) << made.advised()[0].fix;
}

TEST(nat_before_us, may_be_a_carrier_s) {
    made_up made;
    rewritten(made.local_port(1), "100.64.3.4", rewriter_kind::shared_address);
    rewritten(made.local_vip(), "100.64.3.4", rewriter_kind::shared_address);
    EXPECT_EQ(made.numbers(), "21");
}

using tweak = void (*)(made_up&);

TEST(nat_before_us, is_not_said_when_anything_contradicts) {
    const std::pair<const char*, tweak> cases[] = {
        {"a path that shows us", [](made_up& made) { preserved(made.local_port(2)); }},
        {"another address", [](made_up& made) { rewritten(made.local_port(2), "192.0.2.5", rewriter_kind::unknown); }},
        {"a proxy", [](made_up& made) { proxied(made.local_vip(), "192.0.2.4", rewriter_kind::unknown); }},
        {"a node", [](made_up& made) { by_node(made.local_port(2)); }},
        {"a pod's place", [](made_up& made) { made.from.kind = vantage_kind::pod; }},
        {"load balancers alone", [](made_up& made) { made.rows.pop_front(); }},
    };
    for (const auto& [name, change] : cases) {
        made_up made;
        rewritten(made.local_port(1), "192.0.2.4", rewriter_kind::unknown);
        rewritten(made.local_vip(), "192.0.2.4", rewriter_kind::unknown);
        change(made);
        for (const advice& given : made.advised())
            EXPECT_NE(given.number, 21U) << name;
    }
}

TEST(nat_before_us, is_seen_without_an_api_on_two_addresses) {
    made_up made;
    made.facts = {};
    for (const int n : {1, 2}) {
        sweep_row& row = made.node_port(n, on_cluster, expectation::nothing, "no-api");
        row.path.service.clear();
        row.path.name_space.clear();
        rewritten(row, "192.0.2.4", rewriter_kind::unknown);
    }
    EXPECT_EQ(made.numbers(), "21");
}

} // namespace
} // namespace srcip::probe
