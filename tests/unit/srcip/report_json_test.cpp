#include <srcip/report_json.hpp>
#include <srcip/version.hpp>

#include <gtest/gtest.h>

namespace srcip {
namespace {

server_identity identity() {
    server_identity out;
    out.hostname = "echo-1";
    out.node_name = "n1";
    return out;
}

echo_report sample(const server_identity& server) {
    echo_report report;
    report.client_address = ip_address::parse("10.240.0.12").value();
    report.connection.peer = ip_endpoint::parse("10.240.0.12:40000").value();
    report.connection.local = ip_endpoint::parse("10.180.1.136:8080").value();
    report.connection.request_number = 2;
    report.connection.age_ms = 15;
    report.connection.syn = tcp_syn{.ttl = 62, .window = 64240, .mss = 1001, .window_scale = 7, .sack_permitted = true};
    report.request = {.method = "GET", .target = "/"};
    report.server = &server;
    report.listening_port = 8080;
    return report;
}

TEST(report_json, is_the_documented_object) {
    const auto server = identity();
    auto report = sample(server);
    const header_field headers[] = {{"Host", "ex"}};
    report.request.headers = headers;
    report.connection.timing = tcp_timing{.rtt_us = 120, .rtt_variance_us = 30};
    std::string out;
    append_json(report, out);
    EXPECT_EQ(out, R"({"schema":"srcip.echo/v1","client_address":"10.240.0.12","client_address_from":"peer",)"
                   R"("client_address_contradiction":false,)"
                   R"("peer":{"address":"10.240.0.12","port":40000,"trusted":false},)"
                   R"("local":{"address":"10.180.1.136","port":8080},"proxy_protocol":null,)"
                   R"("forwarding":{"forwarded":null,"x_forwarded_for":null,"x_real_ip":null},"tls":null,)"
                   R"("connection":{"request_number":2,"age_ms":15,"tcp_info":{"rtt_us":120,"rtt_variance_us":30}},)"
                   R"("syn":{"ip_version":4,"ttl":62,"estimated_hops":2,"window":64240,"mss":1001,"window_scale":7,)"
                   R"("sack_permitted":true,"timestamps":false},"request":{"method":"GET","target":"/",)"
                   R"("version":"1.1","scheme":"http","headers":[{"name":"Host","value":"ex"}],"body_bytes":0,)"
                   R"("body":"","body_truncated":false},"server":{"version":")" +
                       std::string(version()) +
                       R"(","hostname":"echo-1","pod_name":null,"pod_namespace":null,"pod_ip":null,)"
                       R"("node_name":"n1","host_ip":null}})"
                       "\n");
}

TEST(report_json, says_why_there_is_no_syn) {
    const auto server = identity();
    auto report = sample(server);
    report.connection.syn.reset();
    report.connection.syn_unavailable = "the kernel saved none";
    std::string out;
    append_json(report, out);
    EXPECT_NE(out.find(R"("syn":null,"syn_unavailable":"the kernel saved none")"), out.npos) << out;
    EXPECT_NE(out.find(R"("tcp_info":null)"), out.npos) << out;
}

TEST(report_json, stays_valid_whatever_the_client_sent) {
    const auto server = identity();
    auto report = sample(server);
    const header_field headers[] = {{"X", "\xff\"\x1b[0m\n"}};
    report.request.headers = headers;
    report.request.body = std::string_view("\xc3\x28\0z", 4);
    std::string out;
    append_json(report, out);
    EXPECT_NE(out.find("{\"name\":\"X\",\"value\":\"\xef\xbf\xbd\\\"\\u001b[0m\\n\"}"), out.npos) << out;
    EXPECT_NE(out.find("\"body_bytes\":4,\"body\":\"\xef\xbf\xbd(\\u0000z\""), out.npos) << out;
}

TEST(report_json, shows_the_beginning_of_a_large_body) {
    const auto server = identity();
    auto report = sample(server);
    const std::string body(100'000, 'b');
    report.request.body = body;
    std::string out;
    append_json(report, out);
    EXPECT_NE(out.find(R"("body_bytes":100000)"), out.npos);
    EXPECT_NE(out.find(R"("body_truncated":true)"), out.npos);
    EXPECT_LT(out.size(), 70'000U);
}

} // namespace
} // namespace srcip
