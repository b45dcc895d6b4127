#include <srcip/echo_answer.hpp>
#include <srcip/report_text.hpp>
#include <srcip/version.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip {
namespace {

using testing::ElementsAre;
using testing::Pair;

const server_identity nobody;

server_identity pod() {
    return {.hostname = "echo-1",
            .pod_name = "echo-1",
            .pod_namespace = "default",
            .pod_ip = "10.180.1.136",
            .node_name = "n1",
            .host_ip = "10.240.0.2"};
}

std::string text_of(const request_view& request, const server_identity& server = nobody) {
    echo_report report;
    report.client_address = ip_address::parse("198.51.100.79").value();
    report.request = request;
    report.server = &server;
    report.listening_port = 8080;
    std::string out;
    append_text_1_10(report, out);
    return out;
}

std::string server_lines() { return "Server values:\n\tserver_version=srcip: " + std::string(version()) + "\n\n"; }

TEST(text_1_10, is_the_whole_known_text) {
    const header_field headers[] = {{"Host", "ex"}, {"Accept", "*/*"}};
    EXPECT_EQ(text_of({.method = "POST", .target = "/p?x=1", .headers = headers, .body = "abc"}, pod()),
              "\n\nHostname: echo-1\n\nPod Information:\n\tnode name:\tn1\n\tpod name:\techo-1\n"
              "\tpod namespace:\tdefault\n\tpod IP:\t10.180.1.136\n\n" +
                  server_lines() +
                  "Request Information:\n\tclient_address=198.51.100.79\n\tmethod=POST\n\treal path=/p?x=1\n"
                  "\tquery=x=1\n\trequest_version=1.1\n\trequest_scheme=http\n\trequest_uri=http://ex:8080/p?x=1\n\n"
                  "Request Headers:\n\taccept=*/*\n\thost=ex\n\nRequest Body:\nabc\n\n");
}

TEST(text_1_10, says_what_is_not_known) {
    EXPECT_EQ(text_of({.method = "GET", .target = "/", .version = 10, .scheme = "https"}),
              "\n\nHostname: N/A\n\nPod Information:\n\t-no pod information available-\n\n" + server_lines() +
                  "Request Information:\n\tclient_address=198.51.100.79\n\tmethod=GET\n\treal path=/\n"
                  "\tquery=\n\trequest_version=1\n\trequest_scheme=https\n\trequest_uri=https://_:8080/\n\n"
                  "Request Headers:\n\nRequest Body:\n\t-no body in request-\n\n");
    auto part = pod();
    part.node_name.clear();
    part.pod_ip.clear();
    EXPECT_NE(text_of({.method = "GET", .target = "/"}, part)
                  .find("\tnode name:\tN/A\n\tpod name:\techo-1\n\tpod namespace:\tdefault\n\tpod IP:\tN/A\n"),
              std::string::npos);
}

TEST(text_1_10, tells_an_empty_body_from_none) {
    EXPECT_TRUE(text_of({.method = "PUT", .target = "/", .body = ""}).ends_with("Request Body:\n\n\n"));
}

TEST(text_1_10, escapes_every_value) {
    const header_field headers[] = {{"X", R"(<b>"a"&'c')"}};
    auto server = pod();
    server.hostname = server.pod_name = server.pod_namespace = server.node_name = server.pod_ip = "<h>";
    const auto text = text_of({.method = "M'", .target = "/<?\"", .headers = headers, .body = "<&amp;>"}, server);
    EXPECT_EQ(text.find_first_of("<>\"'"), text.npos) << text;
    for (const auto* line :
         {"Hostname: &lt;h&gt;\n", "\tpod IP:\t&lt;h&gt;\n", "\tmethod=M&#39;\n", "\treal path=/&lt;?&quot;\n",
          "\tquery=&quot;\n", "\trequest_uri=http://_:8080/&lt;?&quot;\n",
          "\tx=&lt;b&gt;&quot;a&quot;&amp;&#39;c&#39;\n", "Request Body:\n&lt;&amp;amp;&gt;\n"})
        EXPECT_NE(text.find(line), text.npos) << line;
}

TEST(text_1_10, gives_repeated_fields_a_line_each_and_drops_what_nginx_drops) {
    const header_field headers[] = {{"X-b", "2"}, {"client_address", "9.9.9.9"}, {"x-B", "1"}, {"A", ""}};
    const auto text = text_of({.method = "GET", .target = "/", .headers = headers});
    EXPECT_NE(text.find("Request Headers:\n\ta=\n\tx-b=2\n\tx-b=1\n\n"), text.npos) << text;
}

TEST(text_1_10, says_client_address_once_as_scripts_expect) {
    const auto text = text_of({.method = "GET", .target = "/"}, pod());
    EXPECT_EQ(text.find("client_address"), text.rfind("client_address"));
}

TEST(text_1_10, is_read_back_by_our_own_reader) {
    const header_field headers[] = {{"Host", "h"}, {"X-Quoted", "\"a&b'<>&lt;"}};
    const auto answer = read_echo_answer(text_of({.method = "GET", .target = "/", .headers = headers}, pod())).value();
    EXPECT_EQ(answer.format, echo_format::echoserver_1_10);
    EXPECT_EQ(answer.client_address->to_string(), "198.51.100.79");
    EXPECT_EQ(answer.hostname, "echo-1");
    EXPECT_EQ(answer.node_name, "n1");
    EXPECT_EQ(answer.pod_ip, "10.180.1.136");
    EXPECT_THAT(answer.headers, ElementsAre(Pair("host", "h"), Pair("x-quoted", "\"a&b'<>&lt;")));
}

} // namespace
} // namespace srcip
