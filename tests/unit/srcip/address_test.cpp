#include <srcip/address.hpp>

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace srcip {
namespace {

TEST(address, prints_what_it_parsed_in_canonical_form) {
    const std::pair<const char*, const char*> table[] = {
        {"0.0.0.0", "0.0.0.0"},
        {"192.0.2.1", "192.0.2.1"},
        {"255.255.255.255", "255.255.255.255"},
        {"::", "::"},
        {"::1", "::1"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"::FFFF:c000:0201", "192.0.2.1"},
        {"64:ff9b::192.0.2.1", "64:ff9b::c000:201"},
    };
    for (const auto& [text, canonical] : table) {
        const auto address = ip_address::parse(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->to_string(), canonical);
        EXPECT_EQ(*ip_address::parse(canonical), *address);
    }
}

TEST(address, refuses_everything_that_is_not_exactly_an_address) {
    using namespace std::string_literals;
    const std::string table[] = {
        "",          "1.2.3",       "1.2.3.256", "1.2.3.04",   "0x7f.1",    " 1.2.3.4",
        "1.2.3.4 ",  "1.2.3.4:80",  "[::1]",     "fe80::1%lo", "::1%1",     "1.2.3.4\0"s,
        "1.2.3.4/8", "2001:db8::g", ":::",       "1:2:3",      "localhost", std::string(4096, '1'),
        "1.2.3.4.5", "::1.2.3.4.5", "\xff\xfe",  "١.٢.٣.٤"};
    for (const auto& text : table)
        EXPECT_EQ(ip_address::parse(text).error(), errc::bad_address) << text;
}

TEST(address, knows_its_family_and_size) {
    EXPECT_TRUE(ip_address().is_v4());
    EXPECT_TRUE(ip_address::parse("::ffff:1.2.3.4")->is_v4());
    EXPECT_TRUE(ip_address::parse("::1.2.3.4")->is_v6());
    EXPECT_EQ(ip_address::parse("1.2.3.4")->bytes().size(), 4U);
    EXPECT_EQ(ip_address::parse("::1")->bytes().size(), 16U);
    EXPECT_EQ(ip_address::parse("::1")->bits(), 128U);
}

TEST(address, knows_the_special_ranges) {
    struct row {
        const char* text;
        bool unspecified, loopback, link_local, multicast;
    };
    const row table[] = {
        {"0.0.0.0", true, false, false, false},
        {"::", true, false, false, false},
        {"127.0.0.1", false, true, false, false},
        {"127.255.0.9", false, true, false, false},
        {"::1", false, true, false, false},
        {"::2", false, false, false, false},
        {"169.254.169.254", false, false, true, false},
        {"169.253.0.1", false, false, false, false},
        {"fe80::1", false, false, true, false},
        {"febf::1", false, false, true, false},
        {"fec0::1", false, false, false, false},
        {"224.0.0.1", false, false, false, true},
        {"239.255.255.255", false, false, false, true},
        {"240.0.0.1", false, false, false, false},
        {"ff02::1", false, false, false, true},
        {"192.0.2.1", false, false, false, false},
    };
    for (const auto& r : table) {
        const auto address = *ip_address::parse(r.text);
        EXPECT_EQ(address.is_unspecified(), r.unspecified) << r.text;
        EXPECT_EQ(address.is_loopback(), r.loopback) << r.text;
        EXPECT_EQ(address.is_link_local(), r.link_local) << r.text;
        EXPECT_EQ(address.is_multicast(), r.multicast) << r.text;
    }
}

TEST(address, orders_ipv4_before_ipv6_and_then_by_value) {
    const char* ascending[] = {"1.2.3.4", "1.2.3.5", "10.0.0.0", "255.0.0.0", "::", "::1", "2001:db8::"};
    for (std::size_t i = 1; i < std::size(ascending); ++i)
        EXPECT_LT(*ip_address::parse(ascending[i - 1]), *ip_address::parse(ascending[i]));
}

TEST(port, is_a_plain_decimal_number_up_to_65535) {
    EXPECT_EQ(*parse_port("0"), 0);
    EXPECT_EQ(*parse_port("80"), 80);
    EXPECT_EQ(*parse_port("65535"), 65535);
    for (const auto* text : {"", "00", "080", "65536", "99999", "100000", "-1", "+1", " 1", "1 ", "0x10", "1e2"})
        EXPECT_EQ(parse_port(text).error(), errc::bad_port) << text;
}

TEST(endpoint, prints_what_it_parsed) {
    for (const auto* text : {"192.0.2.1:80", "[2001:db8::1]:443", "[::]:0"})
        EXPECT_EQ(ip_endpoint::parse(text)->to_string(), text);
    EXPECT_EQ(ip_endpoint::parse("[::ffff:192.0.2.1]:80")->to_string(), "192.0.2.1:80");
}

TEST(endpoint, needs_a_port_and_brackets_around_ipv6_only) {
    for (const auto* text :
         {"", "192.0.2.1", "192.0.2.1:", "::1:80", "[::1]", "[192.0.2.1]:80", "[::1:80", "::1]:80", "[]:80", ":80",
          "host:80", "192.0.2.1:65536", "192.0.2.1:080", "[::1%lo]:80", "[[::1]]:80"})
        EXPECT_FALSE(ip_endpoint::parse(text)) << text;
}

} // namespace
} // namespace srcip
