#include "probe/kube/objects.hpp"

#include "tests/unit/probe/kube_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ip_address addr(std::string_view text) { return *ip_address::parse(text); }

std::vector<std::string> sentences(const gap_list& gaps) {
    std::vector<std::string> out;
    gaps.append_to(out);
    return out;
}

std::map<std::string, endpoint_group>
recorded_groups(const char* name, std::optional<endpoint_group> (*read)(const boost::json::value&, gap_list&)) {
    gap_list gaps;
    std::map<std::string, endpoint_group> groups;
    const boost::json::value document = json_of(recorded(name)); // a range over a part would outlive a temporary whole
    for (const boost::json::value& item : document.at("items").as_array()) {
        if (const auto group = read(item, gaps))
            groups[group->service] = *group;
    }
    EXPECT_THAT(sentences(gaps), IsEmpty());
    return groups;
}

void expect_recorded(const std::map<std::string, endpoint_group>& groups) {
    const endpoint_group& group = groups.at("clusterip");
    EXPECT_EQ(group.name_space, "default");
    ASSERT_EQ(group.endpoints.size(), 1U);
    EXPECT_EQ(group.endpoints[0].address, addr("10.180.1.136"));
    EXPECT_EQ(group.endpoints[0].node_name, "n1");
    EXPECT_EQ(group.endpoints[0].pod_name, "echo-1");
    EXPECT_EQ(group.endpoints[0].pod_namespace, "default");
    EXPECT_TRUE(group.endpoints[0].ready);
    const endpoint_group& api = groups.at("kubernetes");
    ASSERT_EQ(api.endpoints.size(), 1U);
    EXPECT_EQ(api.endpoints[0].node_name, "");
    EXPECT_EQ(api.endpoints[0].pod_name, "");
}

TEST(endpoint_slice, reads_the_recorded_ones) {
    expect_recorded(recorded_groups("endpointslices-v1beta1.json", &read_endpoint_slice));
}

TEST(endpoints, reads_the_recorded_ones) { expect_recorded(recorded_groups("endpoints.json", &read_endpoints)); }

TEST(recorded_endpoints, are_the_same_in_both_forms) {
    const auto slices = recorded_groups("endpointslices-v1beta1.json", &read_endpoint_slice);
    const auto whole = recorded_groups("endpoints.json", &read_endpoints);
    ASSERT_EQ(slices.size(), whole.size());
    for (const auto& [name, group] : slices)
        EXPECT_EQ(group.endpoints.size(), whole.at(name).endpoints.size()) << name;
}

std::optional<endpoint_group> slice_of(const std::string& endpoints, gap_list& gaps, const std::string& type = "IPv4") {
    return read_endpoint_slice(
        json_of(R"({"metadata":{"name":"s-1","namespace":"d","labels":{"kubernetes.io/service-name":"s"}},
        "addressType":")" +
                type + R"(","endpoints":)" + endpoints + "}"),
        gaps);
}

struct condition_case {
    const char* conditions;
    bool ready;
    bool serving;
    bool terminating;
};

TEST(endpoint_slice, reads_conditions_as_the_api_means_them) {
    const condition_case cases[] = {
        {"null", true, true, false},
        {"{}", true, true, false},
        {R"({"ready":null,"serving":null})", true, true, false},
        {R"({"ready":true})", true, true, false},
        {R"({"ready":false})", false, false, false},
        {R"({"ready":false,"serving":true,"terminating":true})", false, true, true},
        {R"({"ready":"false","terminating":1})", true, true, false},
    };
    for (const condition_case& c : cases) {
        gap_list gaps;
        const auto group =
            slice_of(std::string(R"([{"addresses":["10.0.0.1"],"conditions":)") + c.conditions + "}]", gaps);
        ASSERT_TRUE(group);
        ASSERT_EQ(group->endpoints.size(), 1U);
        EXPECT_EQ(group->endpoints[0].ready, c.ready) << c.conditions;
        EXPECT_EQ(group->endpoints[0].serving, c.serving) << c.conditions;
        EXPECT_EQ(group->endpoints[0].terminating, c.terminating) << c.conditions;
    }
}

TEST(endpoint_slice, finds_the_node_in_every_version) {
    gap_list gaps;
    const auto group = slice_of(R"([{"addresses":["10.0.0.1"],"nodeName":"a","topology":{"kubernetes.io/hostname":"b"}},
        {"addresses":["10.0.0.2"],"topology":{"kubernetes.io/hostname":"b"}},
        {"addresses":["10.0.0.3"],"deprecatedTopology":{"kubernetes.io/hostname":"c"}},
        {"addresses":["10.0.0.4"],"nodeName":"\u001b"},
        {"addresses":["10.0.0.5"],"targetRef":{"kind":"Node","name":"x"}}])",
                                gaps);
    ASSERT_TRUE(group);
    std::vector<std::string> nodes;
    for (const endpoint_facts& e : group->endpoints)
        nodes.push_back(e.node_name);
    EXPECT_THAT(nodes, ElementsAre("a", "b", "c", "", ""));
    EXPECT_EQ(group->endpoints[4].pod_name, "");
}

TEST(endpoint_slice, that_belongs_to_nobody_or_holds_names_is_nothing) {
    gap_list gaps;
    EXPECT_FALSE(slice_of(R"([{"addresses":["a.example"]}])", gaps, "FQDN"));
    EXPECT_FALSE(read_endpoint_slice(json_of(R"({"metadata":{"name":"s","namespace":"d"}})"), gaps));
    EXPECT_TRUE(gaps.empty());
}

TEST(endpoint_slice, has_no_endpoints_when_the_list_is_null) {
    for (const char* none : {"null", "[]", "7", "{}", "[null]", "[[]]", R"([{"addresses":null}])"}) {
        gap_list gaps;
        const auto group = slice_of(none, gaps);
        ASSERT_TRUE(group) << none;
        EXPECT_THAT(group->endpoints, IsEmpty()) << none;
    }
}

TEST(endpoint_slice, leaves_out_what_is_no_address) {
    gap_list gaps;
    const auto group = slice_of(R"([{"addresses":["10.0.0.1","x\n",7,null]}])", gaps);
    ASSERT_EQ(group->endpoints.size(), 1U);
    EXPECT_THAT(sentences(gaps), ElementsAre(HasSubstr("endpoint slice d/s-1: the endpoint \"x\\x0a\" was left out"),
                                             HasSubstr("the endpoint 7 "), HasSubstr("the endpoint ")));
}

TEST(endpoints, tells_ready_from_not_ready) {
    gap_list gaps;
    const auto group = read_endpoints(json_of(R"({"metadata":{"name":"s","namespace":"d"},"subsets":[
        {"addresses":[{"ip":"10.0.0.1","nodeName":"n1","targetRef":{"kind":"Pod","name":"p","namespace":"d"}}],
         "notReadyAddresses":[{"ip":"10.0.0.2"},{"ip":"bad"},{}]}, null, {"addresses":null}]})"),
                                      gaps);
    ASSERT_TRUE(group);
    ASSERT_EQ(group->endpoints.size(), 2U);
    EXPECT_TRUE(group->endpoints[0].ready);
    EXPECT_EQ(group->endpoints[0].pod_name, "p");
    EXPECT_FALSE(group->endpoints[1].ready);
    EXPECT_FALSE(group->endpoints[1].serving);
    EXPECT_EQ(sentences(gaps).size(), 2U);
    EXPECT_TRUE(read_endpoints(json_of(R"({"metadata":{"name":"s","namespace":"d"},"subsets":null})"), gaps));
}

endpoint_facts fact(std::string_view address, std::string pod, bool ready, bool terminating = false) {
    endpoint_facts e;
    e.address = addr(address);
    e.pod_name = std::move(pod);
    e.ready = ready;
    e.serving = ready;
    e.terminating = terminating;
    return e;
}

TEST(merge_endpoints, counts_each_once) {
    std::vector<endpoint_facts> all = {fact("10.0.0.2", "a", false, true), fact("10.0.0.1", "b", true)};
    merge_endpoints(all, {fact("10.0.0.2", "a", true), fact("10.0.0.2", "c", false), fact("10.0.0.1", "b", true)});
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].address, addr("10.0.0.1"));
    EXPECT_EQ(all[1].pod_name, "a");
    EXPECT_TRUE(all[1].ready);
    EXPECT_FALSE(all[1].terminating);
    EXPECT_EQ(all[2].pod_name, "c");
}

} // namespace
} // namespace srcip::probe::kube
