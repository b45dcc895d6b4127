#include "describe_proxy.hpp"
#include "vectors.hpp"

#include <gtest/gtest.h>

#include <algorithm>

// Every row of tests/vectors/proxy_protocol.tsv: name, bytes, outcome.
namespace srcip {
namespace {

using namespace srcip::testing;
using bytes = std::vector<std::uint8_t>;

struct row {
    std::string name;
    bytes input;
    std::string outcome;
};

std::vector<row> rows() {
    std::vector<row> out;
    for (const auto& columns : vectors("proxy_protocol.tsv", 3))
        out.push_back({columns[0], from_hex(columns[1]), columns[2]});
    return out;
}

/// Decodes from memory that ends exactly where the bytes do, so that AddressSanitizer sees a read past them.
proxy_decoding decode(std::span<const std::uint8_t> input) {
    const bytes exact(input.begin(), input.end());
    const auto decoding = decode_proxy_header(exact);
    EXPECT_LE(decoding.consumed, input.size());
    EXPECT_EQ(decoding.header.has_value(), decoding.state == proxy_decoding_state::done);
    EXPECT_EQ(decoding.error.failed(), decoding.state == proxy_decoding_state::rejected);
    return decoding;
}

bool is_final(const proxy_decoding& decoding) { return decoding.state != proxy_decoding_state::need_more; }

bool same(const proxy_decoding& a, const proxy_decoding& b) {
    return a.state == b.state && a.consumed == b.consumed && a.error == b.error && a.header == b.header;
}

TEST(proxy_vectors, come_out_as_they_say) {
    for (const auto& r : rows())
        EXPECT_EQ(describe(decode(r.input)), r.outcome) << r.name;
}

TEST(proxy_vectors, need_more_until_a_byte_settles_it_and_then_never_change) {
    for (const auto& r : rows()) {
        const auto whole = decode(r.input);
        bool settled = false;
        for (std::size_t size = 0; size <= r.input.size(); ++size) {
            const auto part = decode(std::span(r.input).first(size));
            EXPECT_FALSE(settled && !is_final(part)) << r.name << " at " << size;
            settled = is_final(part);
            EXPECT_TRUE(!settled || same(part, whole)) << r.name << " at " << size;
        }
        EXPECT_EQ(settled, r.outcome != "need-more") << r.name;
    }
}

TEST(proxy_vectors, leave_what_follows_the_header_alone) {
    for (const auto& r : rows()) {
        const auto whole = decode(r.input);
        if (whole.state != proxy_decoding_state::done)
            continue;
        EXPECT_EQ(whole.consumed, r.input.size()) << r.name;
        for (const auto* behind : {"G", "GET / HTTP/1.1\r\n\r\n", "\r\n", "PROXY TCP4 "}) {
            auto longer = r.input;
            longer.insert(longer.end(), behind, behind + std::string_view(behind).size());
            EXPECT_TRUE(same(decode(longer), whole)) << r.name;
        }
    }
}

TEST(proxy_vectors, survive_every_byte_changed) {
    for (const auto& r : rows()) {
        auto changed = r.input;
        for (std::size_t at = 0; at < changed.size(); ++at) {
            const auto original = changed[at];
            // The 4 KiB of padding are the same all over.
            if (at > 64 && at + 64 < changed.size() && changed.size() > 1024)
                continue;
            for (unsigned value = 0; value < 256; ++value) {
                changed[at] = static_cast<std::uint8_t>(value);
                decode(changed);
            }
            changed[at] = original;
        }
    }
}

TEST(proxy_vectors, settle_the_same_way_at_every_split_with_a_byte_changed) {
    for (const auto& r : rows()) {
        auto changed = r.input;
        for (std::size_t at = 0; at < std::min<std::size_t>(changed.size(), 232); ++at) {
            changed[at] ^= 0x11;
            const auto whole = decode(changed);
            for (std::size_t size = 0; size < std::min<std::size_t>(changed.size(), 232); ++size) {
                const auto part = decode(std::span(changed).first(size));
                ASSERT_TRUE(!is_final(part) || same(part, whole)) << r.name << " byte " << at << " size " << size;
            }
            changed[at] ^= 0x11;
        }
    }
}

TEST(proxy_vectors, come_back_from_the_encoder) {
    for (const auto& r : rows()) {
        const auto whole = decode(r.input);
        if (whole.state != proxy_decoding_state::done)
            continue;
        const auto encoded = encode_proxy_header(*whole.header);
        ASSERT_TRUE(encoded) << r.name;
        EXPECT_EQ(decode(*encoded).header, whole.header) << r.name;
        EXPECT_EQ(decode(*encoded).consumed, encoded->size()) << r.name;
    }
}

} // namespace
} // namespace srcip
