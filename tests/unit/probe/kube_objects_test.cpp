#include "probe/kube/objects.hpp"

#include "tests/unit/probe/kube_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> sentences(const gap_list& gaps) {
    std::vector<std::string> out;
    gaps.append_to(out);
    return out;
}

template <class T>
std::vector<T> read_all(const std::string& name, std::optional<T> (*read)(const boost::json::value&, gap_list&)) {
    gap_list gaps;
    std::vector<T> all;
    const boost::json::value document = json_of(recorded(name)); // a range over a part would outlive a temporary whole
    for (const boost::json::value& item : document.at("items").as_array()) {
        if (std::optional<T> one = read(item, gaps))
            all.push_back(std::move(*one));
    }
    EXPECT_THAT(sentences(gaps), IsEmpty()) << name;
    return all;
}

TEST(node, reads_the_recorded_ones) {
    const auto nodes = read_all<node_facts>("nodes.json", &read_node);
    ASSERT_EQ(nodes.size(), 3U);
    EXPECT_EQ(nodes[1].name, "n2");
    EXPECT_TRUE(nodes[1].ready);
    ASSERT_EQ(nodes[1].addresses.size(), 2U);
    EXPECT_EQ(nodes[1].addresses[0].type, "InternalIP");
    EXPECT_EQ(nodes[1].addresses[0].address, *ip_address::parse("10.240.0.12"));
    EXPECT_EQ(nodes[1].addresses[1].address, std::nullopt);
    EXPECT_EQ(nodes[1].addresses[1].text, "n2");
    EXPECT_THAT(nodes[1].pod_cidrs, ElementsAre(*cidr::parse("10.180.2.0/24")));
}

struct ready_case {
    const char* status;
    bool ready;
};

TEST(node, is_ready_unless_the_condition_says_otherwise) {
    const ready_case cases[] = {
        {R"({})", true},
        {R"({"conditions": null})", true},
        {R"({"conditions": [{"type": "DiskPressure", "status": "False"}]})", true},
        {R"({"conditions": [{"type": "Ready", "status": "True"}]})", true},
        {R"({"conditions": [{"type": "Ready", "status": "False"}]})", false},
        {R"({"conditions": [{"type": "Ready", "status": "Unknown"}]})", false},
        {R"({"conditions": [7, {"type": "Ready"}]})", false},
    };
    for (const ready_case& c : cases) {
        gap_list gaps;
        const auto node =
            read_node(json_of(std::string(R"({"metadata":{"name":"n"},"status":)") + c.status + "}"), gaps);
        ASSERT_TRUE(node);
        EXPECT_EQ(node->ready, c.ready) << c.status;
    }
}

TEST(node, takes_the_single_pod_network_of_old_servers) {
    gap_list gaps;
    const auto node = read_node(json_of(R"({"metadata":{"name":"n"},"spec":{"podCIDR":"10.1.0.0/16"}})"), gaps);
    ASSERT_TRUE(node);
    EXPECT_THAT(node->pod_cidrs, ElementsAre(*cidr::parse("10.1.0.0/16")));
    EXPECT_TRUE(gaps.empty());
}

TEST(node, leaves_out_what_is_broken_and_says_so) {
    gap_list gaps;
    const auto node = read_node(json_of(R"({"metadata":{"name":"n"},
        "spec":{"podCIDRs":["x/24",7,"10.1.0.0/16"]},
        "status":{"addresses":[{"type":"InternalIP","address":"10.0.0.1"},{"type":"Hostname","address":"a\u001bb"},
                               {"type":7,"address":"10.0.0.2"},null,{"type":"InternalDNS","address":"n.local"}]}})"),
                                gaps);
    ASSERT_TRUE(node);
    EXPECT_EQ(node->addresses.size(), 2U);
    EXPECT_EQ(node->pod_cidrs.size(), 1U);
    const auto said = sentences(gaps);
    ASSERT_EQ(said.size(), 5U);
    EXPECT_EQ(said[0], "node n: the pod network \"x/24\" was left out: it is no CIDR");
    EXPECT_EQ(said[2], "node n: an address was left out: it is \"a\\x1bb\" of type \"Hostname\"");
}

TEST(objects, without_a_proper_name_are_left_out) {
    const std::string bad[] = {"null",
                               "7",
                               "[]",
                               "{}",
                               R"({"metadata":null})",
                               R"({"metadata":{"name":""}})",
                               R"({"metadata":{"name":"..","namespace":"d"}})",
                               R"({"metadata":{"name":"a/b","namespace":"d"}})",
                               R"({"metadata":{"name":"a\nb","namespace":"d"}})",
                               R"({"metadata":{"name":7,"namespace":"d"}})",
                               R"({"metadata":{"name":")" + std::string(254, 'a') + R"(","namespace":"d"}})"};
    for (const std::string& text : bad) {
        gap_list gaps;
        const boost::json::value item = json_of(text);
        EXPECT_FALSE(read_node(item, gaps)) << text;
        EXPECT_FALSE(read_service(item, gaps)) << text;
        EXPECT_FALSE(read_pod(item, gaps)) << text;
        EXPECT_FALSE(read_endpoints(item, gaps)) << text;
        EXPECT_FALSE(read_endpoint_slice(item, gaps)) << text;
        const auto said = sentences(gaps);
        ASSERT_EQ(said.size(), 4U); // a slice without a label belongs to nobody: no gap
        for (const std::string& s : said) {
            EXPECT_THAT(s, HasSubstr("was left out: its name is ")) << text;
            EXPECT_EQ(s.find('\n'), std::string::npos);
            EXPECT_LT(s.size(), 200U);
        }
    }
}

TEST(pod, reads_the_recorded_ones) {
    const auto pods = read_all<pod_facts>("pods.json", &read_pod);
    ASSERT_GE(pods.size(), 3U);
    EXPECT_EQ(pods[0].name, "client-1");
    EXPECT_EQ(pods[0].name_space, "default");
    EXPECT_EQ(pods[0].node_name, "n1");
    EXPECT_FALSE(pods[0].host_network);
    EXPECT_THAT(pods[0].addresses, ElementsAre(*ip_address::parse("10.180.1.9")));
}

TEST(pod, has_all_its_addresses_once) {
    gap_list gaps;
    const auto pod =
        read_pod(json_of(R"({"metadata":{"name":"p","namespace":"d"},"spec":{"hostNetwork":true,"nodeName":"a b"},
        "status":{"podIP":"10.0.0.1","podIPs":[{"ip":"10.0.0.1"},{"ip":"fd00::1"},{"ip":"x"},{"ip":7},null]}})"),
                 gaps);
    ASSERT_TRUE(pod);
    EXPECT_TRUE(pod->host_network);
    EXPECT_EQ(pod->node_name, "");
    EXPECT_THAT(pod->addresses, ElementsAre(*ip_address::parse("10.0.0.1"), *ip_address::parse("fd00::1")));
}

TEST(pod, that_has_ended_does_not_count) {
    for (const char* phase : {"Succeeded", "Failed"}) {
        gap_list gaps;
        EXPECT_FALSE(read_pod(json_of(R"({"metadata":{"name":"p","namespace":"d"},"status":{"phase":")" +
                                      std::string(phase) + R"(","podIP":"10.0.0.1"}})"),
                              gaps));
        EXPECT_TRUE(gaps.empty());
    }
}

TEST(gap_list, keeps_the_first_and_counts_the_others) {
    gap_list gaps;
    for (int i = 0; i < 1000000; ++i)
        gaps.add("x");
    const auto said = sentences(gaps);
    ASSERT_EQ(said.size(), gap_list::max_sentences + 1);
    EXPECT_EQ(said.back(), "and 999980 more objects or fields that could not be used");
}

} // namespace
} // namespace srcip::probe::kube
