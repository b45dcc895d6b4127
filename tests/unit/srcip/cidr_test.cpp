#include <srcip/cidr.hpp>

#include <gtest/gtest.h>

namespace srcip {
namespace {

ip_address address(const char* text) { return ip_address::parse(text).value(); }

TEST(cidr, clears_host_bits_and_prints_the_network) {
    const std::pair<const char*, const char*> table[] = {
        {"10.1.2.3/8", "10.0.0.0/8"},
        {"10.1.2.3/0", "0.0.0.0/0"},
        {"10.1.2.3/31", "10.1.2.2/31"},
        {"10.1.2.3", "10.1.2.3/32"},
        {"2001:db8::1/33", "2001:db8::/33"},
        {"2001:db8::1", "2001:db8::1/128"},
        {"::/0", "::/0"},
        {"::ffff:10.1.2.3/104", "10.0.0.0/8"},
        {"::ffff:10.1.2.3/96", "0.0.0.0/0"},
    };
    for (const auto& [text, network] : table)
        EXPECT_EQ(cidr::parse(text).value().to_string(), network);
}

TEST(cidr, refuses_prefix_lengths_that_are_none) {
    for (const auto* text : {"10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8 ", "::/129",
                             "10.0.0.0/8/8", "::ffff:10.0.0.0/8", "10.0.0.0/4294967304", "/8", "10.0.0/8"})
        EXPECT_FALSE(cidr::parse(text)) << text;
}

TEST(cidr, contains_exactly_its_own_addresses) {
    struct row {
        const char* network;
        const char* address;
        bool inside;
    };
    const row table[] = {
        {"10.180.1.0/24", "10.180.1.0", true},
        {"10.180.1.0/24", "10.180.1.255", true},
        {"10.180.1.0/24", "10.180.2.0", false},
        {"10.0.0.0/8", "::ffff:10.1.1.1", true},
        {"0.0.0.0/0", "255.255.255.255", true},
        {"0.0.0.0/0", "::1", false},
        {"::/0", "1.2.3.4", false},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"1.2.3.4/32", "1.2.3.4", true},
        {"1.2.3.4/32", "1.2.3.5", false},
    };
    for (const auto& r : table)
        EXPECT_EQ(cidr::parse(r.network).value().contains(address(r.address)), r.inside)
            << r.network << ' ' << r.address;
}

TEST(cidr, counts_addresses_from_its_network) {
    EXPECT_EQ(cidr::parse("10.180.1.0/24").value().address_at(1), address("10.180.1.1"));
    EXPECT_EQ(cidr::parse("10.180.255.0/24").value().address_at(256), address("10.181.0.0"));
    EXPECT_EQ(cidr::parse("2001:db8::/64").value().address_at(1), address("2001:db8::1"));
    EXPECT_EQ(cidr::parse("2001:db8::fff0/124").value().address_at(16), address("2001:db8::1:0"));
}

TEST(cidr, set_contains_what_any_of_its_networks_does) {
    const std::vector<cidr> networks{cidr::parse("127.0.0.0/8").value(), cidr::parse("fd00::/8").value()};
    EXPECT_TRUE(contains(networks, address("127.9.9.9")));
    EXPECT_TRUE(contains(networks, address("fd12::1")));
    EXPECT_FALSE(contains(networks, address("128.0.0.1")));
    EXPECT_FALSE(contains({}, address("127.0.0.1")));
}

} // namespace
} // namespace srcip
