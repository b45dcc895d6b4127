#include <srcip/echo_answer.hpp>
#include <srcip/report_json.hpp>
#include <srcip/report_text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr std::string_view text_1_4 = "CLIENT VALUES:\nclient_address=10.180.1.1\ncommand=GET\nreal path=/\nquery=nil\n"
                                      "request_version=1.1\nrequest_uri=http://h:8080/\n\nSERVER VALUES:\n"
                                      "server_version=nginx: 1.10.0 - lua: 10001\n\nHEADERS RECEIVED:\naccept=*/*\n"
                                      "host=h:30080\nx-empty=\nBODY:\n-no body in request-";

constexpr std::string_view text_1_10 =
    "\n\nHostname: echo-1\n\nPod Information:\n\tnode name:\tn1\n\tpod name:\techo-1\n\tpod namespace:\tdefault\n"
    "\tpod IP:\t10.180.1.136\n\nServer values:\n\tserver_version=nginx: 1.13.3 - lua: 10008\n\nRequest Information:\n"
    "\tclient_address=fd00::7\n\tmethod=GET\n\treal path=/\n\tquery=\n\trequest_version=1.1\n"
    "\trequest_scheme=http\n\trequest_uri=http://h:8080/\n\nRequest Headers:\n\thost=h\n"
    "\tx-quoted=&quot;a&amp;b&#39;&lt;&gt;&amp;lt;\n\nRequest Body:\n\t-no body in request-\n\n";

TEST(echo_answer, reads_the_text_of_echoserver_1_4) {
    const auto answer = read_echo_answer(text_1_4).value();
    EXPECT_EQ(answer.format, echo_format::echoserver_1_4);
    EXPECT_EQ(answer.client_address->to_string(), "10.180.1.1");
    EXPECT_THAT(answer.headers, ElementsAre(Pair("accept", "*/*"), Pair("host", "h:30080"), Pair("x-empty", "")));
    EXPECT_FALSE(answer.peer);
    EXPECT_FALSE(answer.syn);
}

TEST(echo_answer, reads_the_text_of_echoserver_1_10) {
    const auto answer = read_echo_answer(text_1_10).value();
    EXPECT_EQ(answer.format, echo_format::echoserver_1_10);
    EXPECT_EQ(answer.client_address->to_string(), "fd00::7");
    EXPECT_EQ(answer.hostname, "echo-1");
    EXPECT_EQ(answer.pod_name, "echo-1");
    EXPECT_EQ(answer.pod_namespace, "default");
    EXPECT_EQ(answer.pod_ip, "10.180.1.136");
    EXPECT_EQ(answer.node_name, "n1");
    EXPECT_THAT(answer.headers, ElementsAre(Pair("host", "h"), Pair("x-quoted", "\"a&b'<>&lt;")));
}

TEST(echo_answer, reads_agnhost_clientip) {
    for (const auto& [body, address, port] :
         {std::tuple("10.1.2.3:4567", "10.1.2.3", 4567), {"[fd00::1]:4567\n", "fd00::1", 4567}}) {
        const auto answer = read_echo_answer(body).value();
        EXPECT_EQ(answer.format, echo_format::agnhost);
        EXPECT_EQ(answer.client_address->to_string(), address);
        EXPECT_EQ(answer.peer->port, port);
    }
}

TEST(echo_answer, reads_back_what_our_own_writers_wrote) {
    server_identity server;
    server.hostname = "echo-1";
    server.pod_name = "echo-1";
    server.node_name = "n1";
    echo_report report;
    report.client_address = ip_address::parse("10.240.0.12").value();
    report.connection.peer = ip_endpoint::parse("10.240.0.12:40000").value();
    report.connection.local = ip_endpoint::parse("[fd00::8]:8080").value();
    report.connection.syn = tcp_syn{.ttl = 63, .window = 64240, .mss = 1001, .timestamps = true};
    const header_field headers[] = {{"Host", "ex"}, {"X-Forwarded-For", "192.0.2.1"}};
    report.request = {.method = "GET", .target = "/", .headers = headers};
    report.server = &server;

    std::string json;
    append_json(report, json);
    const auto from_json = read_echo_answer(json).value();
    EXPECT_EQ(from_json.format, echo_format::srcip_json);
    EXPECT_EQ(from_json.client_address, report.client_address);
    EXPECT_EQ(from_json.client_address_from, "peer");
    EXPECT_EQ(from_json.peer, report.connection.peer);
    EXPECT_EQ(from_json.local, report.connection.local);
    EXPECT_EQ(from_json.syn, report.connection.syn);
    EXPECT_THAT(from_json.headers, ElementsAre(Pair("Host", "ex"), Pair("X-Forwarded-For", "192.0.2.1")));
    EXPECT_EQ(from_json.pod_name, "echo-1");
    EXPECT_EQ(from_json.pod_ip, "");
    EXPECT_EQ(from_json.node_name, "n1");

    std::string text;
    append_text_1_4(report, {}, text);
    EXPECT_EQ(read_echo_answer(text)->client_address, report.client_address);
    EXPECT_THAT(read_echo_answer(text)->headers, ElementsAre(Pair("host", "ex"), Pair("x-forwarded-for", "192.0.2.1")));
}

TEST(echo_answer, reads_back_the_evidence_of_our_json) {
    const server_identity server;
    const proxy_header proxy{.command = proxy_command::proxied,
                             .transport = proxy_transport::tcp4,
                             .source = ip_endpoint::parse("192.0.2.9:99").value()};
    const header_field headers[] = {{"Forwarded", "for=_x, by=_y, for=192.0.2.2"}, {"X-Forwarded-For", "?, 192.0.2.1"}};
    echo_report report;
    report.contradiction = report.peer_is_trusted = true;
    report.proxy = &proxy;
    report.weight = {.proxy_protocol = true, .x_forwarded_for = {true, 1}};
    report.request = {.method = "GET", .target = "/", .headers = headers};
    report.server = &server;
    std::string json;
    append_json(report, json);
    const auto answer = read_echo_answer(json).value();
    EXPECT_TRUE(answer.contradiction);
    EXPECT_TRUE(answer.peer_is_trusted);
    EXPECT_EQ(answer.proxy_source, proxy.source);
    EXPECT_TRUE(answer.proxy_is_believed);
    EXPECT_THAT(answer.forwarded,
                ElementsAre(echo_hop{"_x", {}, false}, echo_hop{"192.0.2.2", ip_address::parse("192.0.2.2").value()}));
    EXPECT_THAT(
        answer.x_forwarded_for,
        ElementsAre(echo_hop{"?", {}, false}, echo_hop{"192.0.2.1", ip_address::parse("192.0.2.1").value(), true}));
}

TEST(echo_answer, takes_evidence_of_the_wrong_type_for_none) {
    const std::string start =
        R"({"schema":"srcip.echo/v1","client_address":"1.2.3.4","client_address_from":"peer",)"
        R"("peer":{"address":"1.2.3.4","port":1,"trusted":"yes"},"client_address_contradiction":1,)";
    for (const auto* rest :
         {R"("proxy_protocol":7,"forwarding":[]})", R"("proxy_protocol":{},"forwarding":{"forwarded":[]}})",
          R"("proxy_protocol":{"source":{"path":"/a"},"believed":0},"forwarding":{"x_forwarded_for":{"hops":{}}}})",
          R"("proxy_protocol":{"source":"1.1.1.1"},"forwarding":{"forwarded":{"hops":[1,{"for":"1.1.1.1"}]}}})",
          R"("forwarding":{"x_forwarded_for":{"hops":["1.1.1.1",null]}}})"}) {
        const auto answer = read_echo_answer(start + rest).value();
        EXPECT_FALSE(answer.peer_is_trusted || answer.contradiction || answer.proxy_is_believed) << rest;
        EXPECT_FALSE(answer.proxy_source) << rest;
        EXPECT_TRUE(answer.forwarded.empty() && answer.x_forwarded_for.empty()) << rest;
    }
}

TEST(echo_answer, keeps_a_claim_that_is_no_address_as_text_only) {
    const auto answer = read_echo_answer("CLIENT VALUES:\nclient_address=\x1b[31mroot\ncommand=GET\n").value();
    EXPECT_EQ(answer.client_address_text, "\x1b[31mroot");
    EXPECT_FALSE(answer.client_address);
}

TEST(echo_answer, never_takes_a_client_address_out_of_the_clients_own_words) {
    EXPECT_EQ(read_echo_answer("CLIENT VALUES:\ncommand=GET\nHEADERS RECEIVED:\nx=1\nclient_address=6.6.6.6\nBODY:\n")
                  .error(),
              errc::not_an_echo);
    EXPECT_EQ(read_echo_answer("CLIENT VALUES:\ncommand=client_address=6.6.6.6\nBODY:\n").error(), errc::not_an_echo);
}

TEST(echo_answer, refuses_what_no_echo_server_says) {
    for (const auto* body :
         {"", "hello", "<html>client_address=1.2.3.4</html>", "{}", "[]", "{\"schema\":\"srcip.echo/v2\"}",
          "{\"origin\":\"1.2.3.4\"}", "10.1.2.3", "10.1.2.3:99999", "CLIENT VALUES:\n", "\n\nHostname: x\n", "{\"a\":"})
        EXPECT_EQ(read_echo_answer(body).error(), errc::not_an_echo) << body;
}

TEST(echo_answer, says_that_our_own_schema_was_broken) {
    for (
        const auto* body :
        {R"({"schema":"srcip.echo/v1"})", R"({"schema":"srcip.echo/v1","client_address":7})",
         R"({"schema":"srcip.echo/v1","client_address":"x","client_address_from":"peer","peer":{"address":"1.2.3.4","port":1}})",
         R"({"schema":"srcip.echo/v1","client_address":"1.2.3.4","client_address_from":"peer","peer":{"address":"1.2.3.4","port":65536}})"})
        EXPECT_EQ(read_echo_answer(body).error(), errc::bad_report) << body;
}

TEST(echo_answer, survives_every_answer_cut_anywhere_and_every_byte_changed) {
    for (const auto whole : {text_1_4, text_1_10, std::string_view("[fd00::1]:4567\n")}) {
        for (std::size_t size = 0; size < whole.size(); ++size)
            (void)read_echo_answer(whole.substr(0, size));
        for (std::size_t at = 0; at < whole.size(); ++at)
            for (const char byte : {'\0', '\n', '=', '\xff', '{', '&'}) {
                std::string changed(whole);
                changed[at] = byte;
                const auto answer = read_echo_answer(changed);
                if (answer && answer->client_address) {
                    EXPECT_EQ(ip_address::parse(answer->client_address_text).value(), answer->client_address);
                }
            }
    }
}

TEST(echo_answer, survives_deep_json) {
    EXPECT_EQ(read_echo_answer(std::string(100'000, '{')).error(), errc::not_an_echo);
    EXPECT_EQ(read_echo_answer("{\"a\":" + std::string(100'000, '[')).error(), errc::not_an_echo);
}

} // namespace
} // namespace srcip
