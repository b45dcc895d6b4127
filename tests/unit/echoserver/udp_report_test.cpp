#include "echoserver/udp_report.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gtest/gtest.h>

#include <cstdlib>

namespace srcip::echoserver {
namespace {

const server_identity somebody{"host-7", "echo-7", "", "10.1.2.3", "", ""};

datagram_facts usual() {
    datagram_facts out;
    out.peer = *ip_endpoint::parse("[fd00::1]:4567");
    out.local = *ip_endpoint::parse("10.9.8.7:8081");
    out.ttl = std::uint8_t{61};
    out.traffic_class = std::uint8_t{0x28};
    out.interface_index = 2;
    out.size = 2048;
    return out;
}

std::string report(const udp_question& question, const datagram_facts& facts,
                   const server_identity& server = somebody) {
    std::string out;
    append_udp_report(question, facts, "eth0", server, out);
    return out;
}

TEST(UdpReport, TellsWhatIsKnown) {
    const auto text = report({udp_command::json}, usual());
    EXPECT_TRUE(text.ends_with("}\n"));
    auto json = boost::json::parse(text);
    EXPECT_FALSE(json.at("server").at("version").as_string().empty());
    json.at("server").as_object().erase("version");
    EXPECT_EQ(json, boost::json::parse(R"({
        "schema": "srcip.udp/v1", "peer": {"address": "fd00::1", "port": 4567},
        "local": {"address": "10.9.8.7", "port": 8081}, "ttl": 61, "estimated_hops": 3, "traffic_class": 40,
        "interface": {"index": 2, "name": "eth0"}, "received_bytes": 2048, "proxy": null,
        "server": {"hostname": "host-7", "pod_name": "echo-7", "pod_namespace": null, "pod_ip": "10.1.2.3",
                   "node_name": null, "host_ip": null}})"));
}

TEST(UdpReport, SaysNullToWhatIsUnknown) {
    auto facts = usual();
    facts.ttl.reset();
    facts.traffic_class.reset();
    facts.interface_index = 0;
    const auto json = boost::json::parse(report({udp_command::json}, facts));
    for (const char* key : {"ttl", "estimated_hops", "traffic_class", "interface", "proxy"})
        EXPECT_TRUE(json.at(key).is_null()) << key;
}

TEST(UdpReport, ShowsAProxyHeaderAsAClaim) {
    udp_question question{udp_command::json};
    question.proxy.emplace();
    question.proxy->command = proxy_command::proxied;
    question.proxy->transport = proxy_transport::udp4;
    question.proxy->source = *ip_endpoint::parse("192.0.2.1:5000");
    question.proxy->destination = *ip_endpoint::parse("192.0.2.2:8081");
    const auto json = boost::json::parse(report(question, usual()));
    EXPECT_EQ(json.at("peer").at("address").as_string(), "fd00::1");
    EXPECT_EQ(json.at("proxy"), boost::json::parse(R"({"version": 2, "command": "PROXY", "transport": "UDP4",
        "source": {"address": "192.0.2.1", "port": 5000}, "destination": {"address": "192.0.2.2", "port": 8081}})"));
    question.proxy->transport = proxy_transport::unix_dgram;
    EXPECT_TRUE(boost::json::parse(report(question, usual())).at("proxy").at("source").is_null());
}

TEST(UdpReport, IsNeverLongerThanItsQuestion) {
    auto facts = usual();
    const auto whole = report({udp_command::json}, facts).size();
    for (facts.size = 1; facts.size < 2 * whole; ++facts.size) {
        const auto text = report({udp_command::json}, facts);
        if (text.starts_with('{'))
            EXPECT_LE(text.size(), facts.size);
        else
            EXPECT_LE(text.size(), 56U);
    }
}

TEST(UdpReport, SaysHowLongItsQuestionMustBe) {
    auto server = somebody;
    for (const std::size_t length : {1U, 9U, 90U, 253U}) {
        server.hostname.assign(length, 'h');
        auto facts = usual();
        facts.size = 4;
        const auto hint = report({udp_command::json}, facts, server);
        const std::string_view before = "json: pad the datagram with spaces to ";
        ASSERT_TRUE(hint.starts_with(before)) << hint;
        facts.size = std::strtoul(hint.c_str() + before.size(), nullptr, 10);
        EXPECT_TRUE(report({udp_command::json}, facts, server).starts_with('{')) << hint;
    }
}

} // namespace
} // namespace srcip::echoserver
