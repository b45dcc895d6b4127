#include "probe/vantage.hpp"

#include "recorded_cluster.hpp"

#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

std::string found(const cluster_facts& facts, std::vector<ip_address> own) {
    return find_vantage(facts, std::move(own)).to_string();
}

TEST(find_vantage, knows_a_node_by_its_address) {
    const auto from = find_vantage(recorded_cluster(), {addr("127.0.0.1"), addr("10.240.0.12"), addr("10.180.2.1")});
    EXPECT_EQ(from.kind, vantage_kind::node);
    EXPECT_EQ(from.node, "n2");
    EXPECT_EQ(from.addresses, (std::vector{addr("10.180.2.1"), addr("10.240.0.12")}));
}

TEST(find_vantage, knows_a_node_by_its_bridge_alone) {
    EXPECT_EQ(found(recorded_cluster(), {addr("10.180.3.1")}), "node n3");
    EXPECT_EQ(found(recorded_cluster(), {addr("10.180.3.0")}), "node n3");
}

TEST(find_vantage, knows_a_pod_and_its_node) {
    EXPECT_EQ(found(recorded_cluster(), {addr("10.180.2.8")}), "pod default/client-2 on n2");
}

TEST(find_vantage, knows_the_node_of_a_pod_that_is_not_listed) {
    const auto from = find_vantage(recorded_cluster(), {addr("10.180.2.77")});
    EXPECT_EQ(from.kind, vantage_kind::pod);
    EXPECT_EQ(from.pod, "");
    EXPECT_EQ(from.to_string(), "a pod on n2");
}

TEST(find_vantage, takes_a_host_network_pod_for_its_node) {
    cluster_facts facts = recorded_cluster();
    facts.pods[0].host_network = true;
    facts.pods[0].addresses = {addr("10.240.0.11")};
    EXPECT_EQ(found(facts, {addr("10.240.0.11")}), "node n1");
    facts.nodes.clear(); // not allowed to list them: the pod still says where it runs
    EXPECT_EQ(found(facts, {addr("10.240.0.11")}), "node n1");
}

TEST(find_vantage, is_outside_otherwise) {
    EXPECT_EQ(found(recorded_cluster(), {addr("198.51.100.79")}), "outside");
    EXPECT_EQ(found(recorded_cluster(), {}), "outside");
    EXPECT_EQ(found({}, {addr("10.240.0.11")}), "outside");
}

TEST(find_vantage, keeps_no_address_that_only_this_host_has) {
    const auto from = find_vantage({}, {addr("127.0.0.1"), addr("::1"), addr("fe80::1"), addr("169.254.3.4"),
                                        addr("0.0.0.0"), addr("192.0.2.7"), addr("192.0.2.7")});
    EXPECT_EQ(from.addresses, std::vector{addr("192.0.2.7")});
}

TEST(find_vantage, works_with_both_families) {
    cluster_facts facts = recorded_cluster();
    facts.nodes[1].pod_cidrs.push_back(net("fd00:180:2::/64"));
    EXPECT_EQ(found(facts, {addr("fd00:180:2::99")}), "a pod on n2");
    EXPECT_EQ(found(facts, {addr("fd00:180:2::1")}), "node n2");
}

vantage parsed(std::string_view text, const cluster_facts& facts) {
    return std::get<vantage>(parse_vantage(text, facts, {addr("192.0.2.7"), addr("127.0.0.1")}));
}

std::string refused(std::string_view text, const cluster_facts& facts) {
    return std::get<vantage_error>(parse_vantage(text, facts, {})).message;
}

TEST(parse_vantage, takes_every_documented_form) {
    const cluster_facts facts = recorded_cluster();
    EXPECT_EQ(parsed("outside", facts).to_string(), "outside");
    EXPECT_EQ(parsed("node:n2", facts).to_string(), "node n2");
    EXPECT_EQ(parsed("pod:default/client-1", facts).to_string(), "pod default/client-1 on n1");
    EXPECT_EQ(parsed("pod:@n3", facts).to_string(), "a pod on n3");
    EXPECT_EQ(parsed("pod:@n3", facts).addresses, std::vector{addr("192.0.2.7")});
}

TEST(parse_vantage, believes_a_node_name_when_nodes_may_not_be_listed) {
    EXPECT_EQ(parsed("node:elsewhere", {}).node, "elsewhere");
}

TEST(parse_vantage, puts_a_host_network_pod_on_its_node) {
    cluster_facts facts = recorded_cluster();
    facts.pods[1].host_network = true;
    EXPECT_EQ(parsed("pod:default/client-2", facts).to_string(), "node n2");
}

TEST(parse_vantage, says_what_is_wrong) {
    const cluster_facts facts = recorded_cluster();
    EXPECT_EQ(refused("node:n9", facts), "--vantage node:n9: the cluster has no such node; there are n1, n2, n3");
    EXPECT_EQ(refused("node:", facts), "--vantage node:: the node's name is missing");
    EXPECT_EQ(refused("pod:default/x", facts),
              "--vantage pod:default/x: no such pod was listed; name it as pod:NAMESPACE/NAME, or as pod:@NODE when "
              "it may not be listed");
    EXPECT_EQ(refused("in\x1bside", facts),
              "--vantage in\\x1bside: say outside, node:NAME, pod:NAMESPACE/NAME or pod:@NODE");
}

} // namespace
} // namespace srcip::probe
