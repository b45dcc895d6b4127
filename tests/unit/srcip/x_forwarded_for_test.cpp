#include "vectors.hpp"

#include <srcip/client_address.hpp>

#include <gtest/gtest.h>

namespace srcip {
namespace {

using namespace srcip::testing;

/// As the second column has it: IPv6 in brackets only where a port follows.
std::string render(const forwarded_node& node) {
    if (!node.address)
        return "?";
    return node.port ? ip_endpoint{*node.address, *node.port}.to_string() : node.address->to_string();
}

std::string render(const std::vector<forwarded_node>& hops) {
    std::string out;
    for (const auto& hop : hops)
        out += (out.empty() ? "" : " | ") + render(hop);
    return out;
}

x_forwarded_for_chain parse(const std::vector<std::string>& lines) { return parse_x_forwarded_for(as_views(lines)); }

std::string client(const x_forwarded_for_chain& chain) {
    const address_trust trust{.proxies = {cidr::parse("127.0.0.0/8").value(), cidr::parse("10.0.0.0/8").value()}};
    const forwarding_headers headers{.x_forwarded_for = chain};
    const auto found = find_client_address(ip_address::parse("10.9.9.9").value(), nullptr, headers, trust);
    return found.from == client_address_source::peer ? "peer" : found.address.to_string();
}

TEST(x_forwarded_for, comes_out_as_the_vectors_say) {
    for (const auto& row : vectors("x_forwarded_for.tsv", 3)) {
        const auto chain = parse(field_lines(row[0]));
        EXPECT_EQ(render(chain.hops), row[1]) << row[0];
        EXPECT_EQ(client(chain), row[2]) << row[0];
    }
}

TEST(x_forwarded_for, survives_the_vectors_cut_anywhere_and_with_every_byte_changed) {
    for (const auto& row : vectors("x_forwarded_for.tsv", 3)) {
        for (std::size_t size = 0; size <= row[0].size(); ++size)
            parse({row[0].substr(0, size)});
        for (std::size_t at = 0; at < row[0].size(); ++at)
            for (int value = 0; value < 256; ++value) {
                auto changed = row[0];
                changed[at] = static_cast<char>(value);
                for (const auto& hop : parse({changed}).hops)
                    EXPECT_TRUE(hop.address || !hop.name.empty()) << changed;
            }
    }
}

TEST(x_forwarded_for, keeps_what_is_no_address_as_text) {
    const auto hops = parse({"unknown, \"192.0.2.1\" ,\t[192.0.2.1], [::1]:, :80, 192.0.2.1:99999,[]"}).hops;
    const char* names[] = {"unknown", "\"192.0.2.1\"", "[192.0.2.1]", "[::1]:", ":80", "192.0.2.1:99999", "[]"};
    ASSERT_EQ(hops.size(), std::size(names));
    for (std::size_t i = 0; i < hops.size(); ++i)
        EXPECT_EQ(hops[i], (forwarded_node{.name = names[i]}));
    EXPECT_EQ(parse({std::string(9000, 'x')}).hops.at(0).name.size(), max_hop_text);
}

TEST(x_forwarded_for, keeps_the_hops_nearest_to_us_when_there_are_too_many) {
    std::string line = "192.0.2.1";
    for (std::size_t i = 1; i < max_hops; ++i)
        line += ", 192.0.2.2";
    EXPECT_EQ(parse({line}).hops.size(), max_hops);
    EXPECT_EQ(parse({line}).omitted, 0U);
    const auto chain = parse({line, "192.0.2.3,192.0.2.4"});
    EXPECT_EQ(chain.hops.size(), max_hops);
    EXPECT_EQ(chain.omitted, 2U);
    EXPECT_EQ(render(chain.hops.front()), "192.0.2.2");
    EXPECT_EQ(render(chain.hops.back()), "192.0.2.4");
}

TEST(x_real_ip, is_one_address) {
    const auto parse_lines = [](std::vector<std::string_view> lines) { return parse_x_real_ip(lines); };
    EXPECT_EQ(parse_lines({}), std::nullopt);
    EXPECT_EQ(render(*parse_lines({" 192.0.2.1 "})), "192.0.2.1");
    EXPECT_EQ(render(*parse_lines({"[2001:db8::1]:80"})), "[2001:db8::1]:80");
    EXPECT_EQ(parse_lines({""}), forwarded_node{});
    EXPECT_EQ(parse_lines({"192.0.2.1, 192.0.2.2"}), forwarded_node{.name = "192.0.2.1, 192.0.2.2"});
    EXPECT_EQ(parse_lines({"192.0.2.1", "192.0.2.2"}), forwarded_node{.name = "192.0.2.1, 192.0.2.2"});
}

} // namespace
} // namespace srcip
