#include "probe/kube/objects.hpp"

#include "tests/unit/probe/kube_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct read_result_of_one {
    std::optional<service_facts> service;
    std::vector<std::string> gaps;
};

/// `rest` follows the metadata's name and namespace: more of the metadata, a brace, and the other fields.
read_result_of_one read(const std::string& rest) {
    gap_list gaps;
    read_result_of_one result;
    result.service = read_service(json_of(R"({"metadata":{"name":"s","namespace":"d")" + rest + "}"), gaps);
    gaps.append_to(result.gaps);
    return result;
}

read_result_of_one with_spec(const std::string& spec) { return read(R"(},"spec":{)" + spec + "}"); }

ip_address addr(std::string_view text) { return *ip_address::parse(text); }

TEST(service, reads_the_recorded_ones) {
    gap_list gaps;
    std::map<std::string, service_facts> by_name;
    const boost::json::value document =
        json_of(recorded("services.json")); // a range over a part would outlive a temporary whole
    for (const boost::json::value& item : document.at("items").as_array()) {
        const auto service = read_service(item, gaps);
        ASSERT_TRUE(service);
        by_name[service->name] = *service;
    }
    EXPECT_TRUE(gaps.empty());
    const service_facts& plain = by_name.at("clusterip");
    EXPECT_EQ(plain.type, service_type::cluster_ip);
    EXPECT_THAT(plain.cluster_ips, ElementsAre(addr("10.0.70.205")));
    ASSERT_EQ(plain.ports.size(), 1U);
    EXPECT_EQ(plain.ports[0].port, 80);
    EXPECT_EQ(plain.ports[0].node_port, 0);
    const service_facts& balanced = by_name.at("loadbalancer");
    EXPECT_EQ(balanced.type, service_type::load_balancer);
    ASSERT_EQ(balanced.ingress.size(), 1U);
    EXPECT_NE(balanced.ports[0].node_port, 0);
    EXPECT_NE(balanced.ingress[0].ip, std::nullopt);
    unsigned local = 0;
    for (const auto& [name, service] : by_name) {
        if (service.external_policy != traffic_policy::local)
            continue;
        ++local;
        EXPECT_EQ(service.health_check_node_port != 0, service.type == service_type::load_balancer) << name;
    }
    EXPECT_EQ(local, 2U);
}

TEST(service, reads_every_field) {
    const auto [service, gaps] =
        read(R"(},"spec":{"type":"LoadBalancer","clusterIPs":["10.0.0.1","fd00::1"],"clusterIP":"10.0.0.1",
        "ports":[{"name":"a","port":80,"nodePort":30080,"protocol":"TCP","appProtocol":"http"},{"port":53,"protocol":"UDP"},
                 {"port":7,"protocol":"SCTP","nodePort":0}],
        "externalIPs":["192.0.2.1"],"externalTrafficPolicy":"Local","internalTrafficPolicy":"Local",
        "healthCheckNodePort":31000,"loadBalancerSourceRanges":["10.0.0.0/8"," 192.0.2.0/24 "]},
        "status":{"loadBalancer":{"ingress":[{"ip":"203.0.113.1","ipMode":"Proxy"},{"hostname":"lb.example"}]}})");
    ASSERT_TRUE(service);
    EXPECT_THAT(gaps, IsEmpty());
    EXPECT_EQ(service->type, service_type::load_balancer);
    EXPECT_THAT(service->cluster_ips, ElementsAre(addr("10.0.0.1"), addr("fd00::1")));
    ASSERT_EQ(service->ports.size(), 3U);
    EXPECT_EQ(service->ports[0].name, "a");
    EXPECT_EQ(service->ports[0].node_port, 30080);
    EXPECT_EQ(service->ports[0].app_protocol, "http");
    EXPECT_EQ(service->ports[1].protocol, protocol::udp);
    EXPECT_EQ(service->ports[2].protocol, protocol::sctp);
    EXPECT_THAT(service->external_ips, ElementsAre(addr("192.0.2.1")));
    EXPECT_EQ(service->external_policy, traffic_policy::local);
    EXPECT_EQ(service->internal_policy, traffic_policy::local);
    EXPECT_EQ(service->health_check_node_port, 31000);
    EXPECT_THAT(service->source_ranges, ElementsAre(*cidr::parse("10.0.0.0/8"), *cidr::parse("192.0.2.0/24")));
    ASSERT_EQ(service->ingress.size(), 2U);
    EXPECT_TRUE(service->ingress[0].ip_mode_proxy);
    EXPECT_EQ(service->ingress[1].hostname, "lb.example");
    EXPECT_EQ(service->ingress[1].ip, std::nullopt);
}

TEST(service, understands_the_annotations_of_old_servers) {
    for (const char* stage : {"beta", "alpha"}) {
        const std::string prefix = std::string("\"service.") + stage + ".kubernetes.io/";
        const auto [service, gaps] = read(",\"annotations\":{" + prefix + "external-traffic\":\"OnlyLocal\"," + prefix +
                                          "healthcheck-nodeport\":\"31999\"," + prefix +
                                          R"(load-balancer-source-ranges":"10.0.0.0/8, 192.0.2.1/32,"}},
                 "spec":{"type":"LoadBalancer","clusterIP":"10.0.0.9"})");
        ASSERT_TRUE(service);
        EXPECT_THAT(gaps, IsEmpty());
        EXPECT_EQ(service->external_policy, traffic_policy::local);
        EXPECT_EQ(service->health_check_node_port, 31999);
        EXPECT_EQ(service->source_ranges.size(), 2U);
        EXPECT_THAT(service->cluster_ips, ElementsAre(addr("10.0.0.9")));
    }
}

TEST(service, believes_the_spec_rather_than_an_annotation) {
    const auto [service, gaps] = read(R"(,"annotations":{"service.beta.kubernetes.io/external-traffic":"OnlyLocal",
        "service.beta.kubernetes.io/healthcheck-nodeport":"1"}},
        "spec":{"externalTrafficPolicy":"Cluster","healthCheckNodePort":2})");
    ASSERT_TRUE(service);
    EXPECT_EQ(service->external_policy, traffic_policy::cluster);
    EXPECT_EQ(service->health_check_node_port, 2);
}

TEST(service, has_no_addresses_when_headless_or_external) {
    EXPECT_THAT(with_spec(R"("clusterIP":"None","clusterIPs":["None"])").service->cluster_ips, IsEmpty());
    const auto external = with_spec(R"("type":"ExternalName","externalName":"a.example")");
    EXPECT_EQ(external.service->type, service_type::external_name);
    EXPECT_THAT(external.gaps, IsEmpty());
}

struct broken_case {
    const char* spec;
    const char* gap; ///< "" when nothing is worth saying
};

TEST(service, leaves_out_what_is_broken_and_says_so) {
    const broken_case cases[] = {
        {R"("ports":[{"port":0}])", "service d/s: the port 0 was left out"},
        {R"("ports":[{"port":65536}])", "service d/s: the port 65536 was left out"},
        {R"("ports":[{"port":-1}])", "the port -1"},
        {R"("ports":[{"port":"80"}])", "the port \"80\""},
        {R"("ports":[{"port":80.5}])", "the port a fraction"},
        {R"("ports":[{"port":18446744073709551615}])", "the port 18446744073709551615"},
        {R"("ports":[{}])", "the port nothing"},
        {R"("ports":[null])", "the port nothing"},
        {R"("ports":[[1]])", "the port nothing"},
        {R"("ports":[{"port":80,"protocol":"QUIC"}])", "port 80 with the protocol \"QUIC\""},
        {R"("ports":[{"port":80,"protocol":7}])", "port 80 with the protocol 7"},
        {R"("clusterIP":"10.0.0.256")", "the cluster IP \"10.0.0.256\""},
        {R"("clusterIPs":[7])", "the cluster IP 7"},
        {R"("externalIPs":["a\u001b[31m"])", "the external IP \"a\\x1b[31m\""},
        {R"("healthCheckNodePort":70000)", "the health check port 70000"},
        {R"("loadBalancerSourceRanges":["10.0.0.0/33"])", "the source range \"10.0.0.0/33\""},
        {R"("ports":null,"externalIPs":null,"clusterIPs":null,"loadBalancerSourceRanges":null)", ""},
        {R"("ports":{},"externalIPs":7,"clusterIPs":"x")", ""},
        {R"("externalTrafficPolicy":7,"internalTrafficPolicy":{})", ""},
    };
    for (const broken_case& c : cases) {
        const auto [service, gaps] = with_spec(c.spec);
        ASSERT_TRUE(service) << c.spec;
        EXPECT_THAT(service->ports, IsEmpty()) << c.spec;
        EXPECT_THAT(service->cluster_ips, IsEmpty()) << c.spec;
        EXPECT_THAT(service->external_ips, IsEmpty()) << c.spec;
        EXPECT_EQ(service->external_policy, traffic_policy::cluster);
        EXPECT_EQ(gaps.size(), *c.gap == '\0' ? 0U : 1U) << c.spec;
        if (!gaps.empty()) {
            EXPECT_THAT(gaps[0], HasSubstr(c.gap));
        }
    }
}

TEST(service, keeps_a_port_whose_node_port_is_broken) {
    const auto [service, gaps] = with_spec(R"("ports":[{"port":80,"nodePort":65536,"name":"\u0007"}])");
    ASSERT_EQ(service->ports.size(), 1U);
    EXPECT_EQ(service->ports[0].node_port, 0);
    EXPECT_EQ(service->ports[0].name, "");
    EXPECT_THAT(gaps, ElementsAre("service d/s: the node port 65536 was left out"));
}

TEST(service, without_a_spec_or_of_an_unknown_type_is_left_out) {
    for (const char* rest : {"}", R"(},"spec":null)", R"(},"spec":7)", R"(},"spec":[])"})
        EXPECT_THAT(read(rest).gaps, ElementsAre("service d/s was left out: its spec is missing")) << rest;
    for (const char* type : {"7", "\"Weird\"", "{}", "\"\""}) {
        const auto [service, gaps] = with_spec(std::string("\"type\":") + type);
        EXPECT_FALSE(service) << type;
        ASSERT_EQ(gaps.size(), 1U);
        EXPECT_THAT(gaps[0], HasSubstr("service d/s was left out: its type is "));
    }
}

TEST(service, leaves_out_broken_load_balancer_entries) {
    const auto [service, gaps] =
        read(R"(},"spec":{},"status":{"loadBalancer":{"ingress":[{"ip":"x"},{"hostname":"a b"},7,{},
        {"ip":"192.0.2.1","hostname":"\u0000"}]}})");
    ASSERT_TRUE(service);
    ASSERT_EQ(service->ingress.size(), 1U);
    EXPECT_EQ(service->ingress[0].ip, addr("192.0.2.1"));
    EXPECT_EQ(service->ingress[0].hostname, "");
    EXPECT_EQ(gaps.size(), 3U);
}

} // namespace
} // namespace srcip::probe::kube
