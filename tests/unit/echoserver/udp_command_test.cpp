#include "echoserver/udp_command.hpp"

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

using namespace std::string_view_literals;

datagram_facts from(std::string_view peer) {
    datagram_facts out;
    out.peer = *ip_endpoint::parse(peer);
    return out;
}

std::string answer(std::string_view payload, proxy_mode proxy = proxy_mode::detect) {
    std::string out;
    append_udp_answer(parse_udp_question(payload, proxy), from("[fd00::1]:4567"), "host-7", out);
    return out;
}

std::string with_header(std::string_view command) {
    proxy_header header;
    header.command = proxy_command::proxied;
    header.transport = proxy_transport::udp4;
    header.source = *ip_endpoint::parse("192.0.2.1:5000");
    header.destination = *ip_endpoint::parse("192.0.2.2:8081");
    const auto bytes = *encode_proxy_header(header);
    return std::string(bytes.begin(), bytes.end()).append(command);
}

TEST(UdpCommand, IsAnsweredAsByAgnhost) {
    struct row {
        std::string_view question, answer;
    };
    for (const auto& row : {
             row{"hostname", "host-7"},
             row{"hostName\n", "host-7"},
             row{" \t\v\f\r\nHOSTNAME \r\n", "host-7"},
             row{"clientip", "[fd00::1]:4567"},
             row{"ClientIP\n", "[fd00::1]:4567"},
             row{"echo hello", "hello"},
             row{"echo Hello World\n", "hello world"},
             row{"ECHO  two spaces ", " two spaces"},
             row{"echo echo x", "echo x"},
             row{"echo \0\x1b\xc3\x89"sv, "\0\x1b\xc3\x89"sv},
         })
        EXPECT_EQ(answer(row.question), row.answer) << row.question;
}

TEST(UdpCommand, MeetsSilenceWhenItIsNone) {
    for (const auto question :
         {""sv, " "sv, "\n"sv, "hostnam"sv, "hostname x"sv, "hostname\0"sv, "clientip?"sv, "echo"sv, "echo "sv,
          "echo \n"sv, "echo\tx"sv, "echox"sv, "xecho y"sv, "jsonp"sv, "\xff\xfe"sv, "GET / HTTP/1.1\r\n\r\n"sv}) {
        EXPECT_EQ(parse_udp_question(question, proxy_mode::detect).command, udp_command::none) << question;
        EXPECT_EQ(answer(question), "") << question;
    }
}

TEST(UdpCommand, IsNeverEchoedLongerThanItWasAsked) {
    for (std::size_t size = 6; size <= max_datagram_bytes; size += 17)
        EXPECT_EQ(answer("echo " + std::string(size - 5, 'x')).size(), size - 5);
}

TEST(UdpCommand, IsNeverAnsweredWithACommand) {
    for (const char* name : {"hostname", "ClientIP", "json"}) {
        std::string out;
        append_udp_answer(parse_udp_question("hostname", proxy_mode::detect), from("10.0.0.1:1"), name, out);
        EXPECT_EQ(out, "") << name;
    }
}

TEST(UdpCommand, MayAskForTheReport) {
    for (const auto question : {"json"sv, "JSON\n"sv, " json                "sv})
        EXPECT_EQ(parse_udp_question(question, proxy_mode::detect).command, udp_command::json) << question;
}

TEST(UdpCommand, MayComeBehindAProxyHeader) {
    for (const auto mode : {proxy_mode::detect, proxy_mode::require}) {
        const auto question = with_header("hostname\n");
        const auto asked = parse_udp_question(question, mode);
        EXPECT_EQ(asked.command, udp_command::hostname);
        ASSERT_TRUE(asked.proxy.has_value());
        EXPECT_EQ(asked.proxy->source.to_string(), "192.0.2.1:5000");
        EXPECT_EQ(answer(with_header("clientip"), mode), "[fd00::1]:4567") << "the header is a claim";
        EXPECT_EQ(answer("hostname", mode), "host-7");
    }
    EXPECT_EQ(answer(with_header("hostname"), proxy_mode::off), "");
}

TEST(UdpCommand, IsNoneBehindABrokenProxyHeader) {
    const auto whole = with_header("hostname");
    for (std::size_t cut = 0; cut < whole.size(); ++cut)
        EXPECT_EQ(answer(whole.substr(0, cut)), "") << cut;
    auto broken = whole;
    broken[12] = '\x11'; // version 1 in a binary header
    EXPECT_EQ(answer(broken), "");
}

TEST(UdpCommand, IsNotAnsweredWhereNoClientCanBe) {
    for (const char* peer : {"10.0.0.1:1", "[fd00::1]:65535", "127.0.0.1:8081"})
        EXPECT_TRUE(may_be_answered(from(peer))) << peer;
    for (const char* peer :
         {"10.0.0.1:0", "[fd00::1]:0", "0.0.0.0:9", "[::]:9", "255.255.255.255:9", "224.0.0.1:9", "[ff02::1]:9"})
        EXPECT_FALSE(may_be_answered(from(peer))) << peer;
    auto to_group = from("10.0.0.1:1");
    to_group.to_group = true;
    EXPECT_FALSE(may_be_answered(to_group));
}

} // namespace
} // namespace srcip::echoserver
