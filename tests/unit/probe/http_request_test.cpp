#include "probe/http_request.hpp"

#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

ip_endpoint at(std::string_view text) { return ip_endpoint::parse(text).value(); }

TEST(http_request, asks_for_the_host_that_is_meant) {
    EXPECT_EQ(host_field(at("10.0.0.1:30080"), false, "", ""), "10.0.0.1:30080");
    EXPECT_EQ(host_field(at("[fd00::1]:80"), false, "", ""), "[fd00::1]:80");
    EXPECT_EQ(host_field(at("10.0.0.1:80"), false, "lb.example", ""), "lb.example");
    EXPECT_EQ(host_field(at("10.0.0.1:443"), true, "lb.example", ""), "lb.example");
    EXPECT_EQ(host_field(at("10.0.0.1:443"), false, "lb.example", ""), "lb.example:443");
    EXPECT_EQ(host_field(at("10.0.0.1:80"), false, "lb.example", "www.example"), "www.example");
}

TEST(http_request, announces_names_and_no_addresses) {
    EXPECT_EQ(server_name("www.example"), "www.example");
    EXPECT_EQ(server_name("www.example:8443"), "www.example");
    EXPECT_EQ(server_name("10.0.0.1"), "");
    EXPECT_EQ(server_name("10.0.0.1:443"), "");
    EXPECT_EQ(server_name("[fd00::1]:443"), "");
    EXPECT_EQ(server_name("fd00::1"), "");
    EXPECT_EQ(server_name(""), "");
}

TEST(http_request, is_one_get_and_no_more) {
    const std::string request = get_request("/clientip?x=1", "h");
    EXPECT_TRUE(request.starts_with("GET /clientip?x=1 HTTP/1.1\r\nHost: h\r\n"));
    EXPECT_TRUE(request.ends_with("\r\nConnection: close\r\n\r\n"));
}

} // namespace
} // namespace srcip::probe
