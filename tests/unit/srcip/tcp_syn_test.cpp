#include <srcip/tcp_syn.hpp>

#include "vectors.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace srcip {
namespace {

using testing::from_hex;

// Both were read with TCP_SAVED_SYN from a Linux 6 kernel; the client had set TCP_MAXSEG to 1111.
constexpr auto saved_v4 = "4500003cea884000400652317f0000017f000001a49098bb236dd5f200000000a002fbb6fe300000"
                          "020404570402080abf81a928000000000103030a";
constexpr auto saved_v6 = "600d50c400280640000000000000000000000000000000010000000000000000000000000000000"
                          "186a8945d9dc228de00000000a002fbb600300000020404570402080a92654102000000000103030a";

constexpr std::size_t v4_tcp = 20; // where TCP starts in saved_v4
constexpr std::size_t v4_options = 20 + 20;

TEST(tcp_syn, reads_what_a_kernel_saved) {
    for (const auto* packet : {saved_v4, saved_v6}) {
        const auto syn = parse_tcp_syn(from_hex(packet));
        ASSERT_TRUE(syn);
        EXPECT_EQ(syn->ip_version, packet == saved_v4 ? 4 : 6);
        EXPECT_EQ(syn->ttl, 64);
        EXPECT_EQ(syn->window, 64438);
        EXPECT_EQ(syn->mss, 1111);
        EXPECT_EQ(syn->window_scale, 10);
        EXPECT_TRUE(syn->sack_permitted);
        EXPECT_TRUE(syn->timestamps);
    }
}

TEST(tcp_syn, is_truncated_at_every_byte_but_the_last) {
    for (const auto* hex : {saved_v4, saved_v6}) {
        const auto packet = from_hex(hex);
        for (std::size_t size = 0; size < packet.size(); ++size)
            EXPECT_EQ(parse_tcp_syn(std::span(packet).first(size)).error(), errc::truncated) << size;
    }
}

TEST(tcp_syn, survives_every_byte_changed_to_anything) {
    for (const auto* hex : {saved_v4, saved_v6}) {
        const auto packet = from_hex(hex);
        for (std::size_t at = 0; at < packet.size(); ++at)
            for (unsigned value = 0; value < 256; ++value) {
                auto changed = packet;
                changed[at] = static_cast<std::uint8_t>(value);
                const auto syn = parse_tcp_syn(changed);
                // Ports, checksums, addresses and numbers mean nothing here; whatever is accepted came out whole.
                if (syn) {
                    EXPECT_TRUE(syn->ip_version == 4 || syn->ip_version == 6);
                }
            }
    }
}

TEST(tcp_syn, refuses_other_protocols_and_impossible_headers) {
    auto udp = from_hex(saved_v4);
    udp[9] = 17;
    EXPECT_EQ(parse_tcp_syn(udp).error(), errc::bad_syn);
    auto version_5 = from_hex(saved_v4);
    version_5[0] = 0x55;
    EXPECT_EQ(parse_tcp_syn(version_5).error(), errc::bad_syn);
    auto short_ip = from_hex(saved_v4);
    short_ip[0] = 0x44;
    EXPECT_EQ(parse_tcp_syn(short_ip).error(), errc::bad_syn);
    auto short_tcp = from_hex(saved_v4);
    short_tcp[v4_tcp + 12] = 0x40;
    EXPECT_EQ(parse_tcp_syn(short_tcp).error(), errc::bad_syn);
}

TEST(tcp_syn, passes_ip_options_and_extension_headers) {
    auto v4 = from_hex(saved_v4);
    v4[0] = 0x46; // one word of IP options
    v4.insert(v4.begin() + v4_tcp, {1, 1, 1, 0});
    EXPECT_EQ(parse_tcp_syn(v4)->mss, 1111);

    auto v6 = from_hex(saved_v6);
    v6[6] = 0; // hop-by-hop options, then TCP
    v6.insert(v6.begin() + 40, {6, 0, 1, 4, 0, 0, 0, 0});
    EXPECT_EQ(parse_tcp_syn(v6)->mss, 1111);
}

TEST(tcp_syn, stops_at_malformed_options_and_keeps_what_came_before) {
    struct row {
        const char* name;
        std::vector<std::uint8_t> options; // four-byte words
        std::optional<std::uint16_t> mss;
        bool sack;
    };
    const row table[] = {
        {"none", {}, std::nullopt, false},
        {"end of list hides the rest", {0, 0, 0, 0, 2, 4, 5, 180}, std::nullopt, false},
        {"length zero", {2, 4, 5, 180, 9, 0, 4, 2}, 1460, false},
        {"length one", {2, 4, 5, 180, 9, 1, 4, 2}, 1460, false},
        {"longer than the list", {2, 4, 5, 180, 4, 9, 0, 0}, 1460, false},
        {"kind without length", {2, 4, 5, 180, 1, 1, 1, 4}, 1460, false},
        {"mss of the wrong size", {2, 3, 5, 1, 4, 2, 1, 1}, std::nullopt, true},
        {"unknown kinds are passed over", {253, 4, 1, 2, 4, 2, 1, 1}, std::nullopt, true},
    };
    for (const auto& r : table) {
        auto packet = from_hex(saved_v4);
        packet.resize(v4_options);
        packet.insert(packet.end(), r.options.begin(), r.options.end());
        packet[v4_tcp + 12] = static_cast<std::uint8_t>((20 + r.options.size()) / 4 << 4);
        const auto syn = parse_tcp_syn(packet);
        ASSERT_TRUE(syn) << r.name;
        EXPECT_EQ(syn->mss, r.mss) << r.name;
        EXPECT_EQ(syn->sack_permitted, r.sack) << r.name;
    }
}

TEST(estimated_hops, counts_down_from_the_next_usual_initial_value) {
    const std::pair<std::uint8_t, unsigned> table[] = {{64, 0},   {63, 1},  {32, 0},    {33, 31}, {128, 0},
                                                       {115, 13}, {255, 0}, {129, 126}, {0, 32},  {1, 31}};
    for (const auto& [ttl, hops] : table)
        EXPECT_EQ(estimated_hops(ttl), hops) << int(ttl);
}

} // namespace
} // namespace srcip
