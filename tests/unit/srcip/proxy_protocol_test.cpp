#include "describe_proxy.hpp"

#include <srcip/crc32c.hpp>

#include <gtest/gtest.h>

#include <array>

namespace srcip {
namespace {

using namespace std::string_literals;
using srcip::testing::describe;
using bytes = std::vector<std::uint8_t>;
using state = proxy_decoding_state;

proxy_decoding decode(std::string_view text) {
    const bytes exact(text.begin(), text.end());
    return decode_proxy_header(exact);
}

const std::string signature("\r\n\r\n\0\r\nQUIT\n", 12);
const std::string addresses("\xc0\0\2\1\xc0\0\2\2\0\x7b\x16\x2e", 12);

std::string number(std::size_t value) { return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)}; }

std::string v2(unsigned command, unsigned family, const std::string& rest) {
    return signature + static_cast<char>(command) + static_cast<char>(family) + number(rest.size()) + rest;
}

std::string tlv(unsigned type, const std::string& value) {
    return static_cast<char>(type) + number(value.size()) + value;
}

proxy_decoding decode_tlvs(const std::string& tlvs) { return decode(v2(0x21, 0x11, addresses + tlvs)); }

TEST(proxy_protocol, settles_with_the_first_byte_that_does) {
    struct row {
        std::string input;
        state expected;
        errc error = errc{};
    };
    const row table[] = {
        {"P", state::need_more},
        {"PRO", state::need_more},
        {"PROXX", state::absent},
        {"PROXY", state::need_more},
        {"PROXYX", state::absent},
        {"PROXY ", state::need_more},
        {"PROXY T", state::need_more},
        {"PROXY X", state::rejected, errc::proxy_bad_family},
        {"PROXY UDP", state::rejected, errc::proxy_bad_family},
        {"PROXY TCP4", state::need_more},
        {"PROXY TCP46", state::rejected, errc::proxy_bad_family},
        {"PROXY TCP4\r", state::need_more},
        {"PROXY TCP4\r\n", state::rejected, errc::proxy_bad_line},
        {"PROXY  ", state::rejected, errc::proxy_bad_family},
        {"PROXY UNKNOWN\n", state::rejected, errc::proxy_bad_line},
        {"PROXY UNKNOWN a\rb", state::rejected, errc::proxy_bad_line},
        {"PROXY UNKNOWN " + std::string(92, 'x'), state::need_more},
        {"PROXY UNKNOWN " + std::string(93, 'x'), state::rejected, errc::proxy_line_too_long},
        {"PROXY UNKNOWN " + std::string(92, 'x') + '\r', state::rejected, errc::proxy_line_too_long},
        {"\r", state::need_more},
        {"\r\n", state::need_more},
        {"\r\nG", state::absent},
        {"\r\n\r\n\0\r\nQUIX"s, state::absent},
        {signature, state::need_more},
        {signature + '\x31', state::rejected, errc::proxy_bad_version},
        {signature + '\x01', state::rejected, errc::proxy_bad_version},
        {signature + '\x22', state::rejected, errc::proxy_bad_command},
        {signature + '\x21', state::need_more},
        {signature + "\x21\x41", state::rejected, errc::proxy_bad_family},
        {signature + "\x21\x13", state::rejected, errc::proxy_bad_family},
        {signature + "\x20\x41", state::need_more},
        {signature + "\x21\x11\x0f", state::need_more},
        {signature + "\x21\x11\x0f\xf0", state::need_more},
        {signature + "\x21\x11\x0f\xf1", state::rejected, errc::proxy_too_long},
        {signature + "\x20\x11\xff\xff", state::rejected, errc::proxy_too_long},
        {signature + "\x21\x11\0\x0b"s, state::rejected, errc::proxy_short_addresses},
        {signature + "\x21\x22\0\x23"s, state::rejected, errc::proxy_short_addresses},
        {signature + "\x21\x31\0\xd7"s, state::rejected, errc::proxy_short_addresses},
        {signature + "\x21\x31\0\xd8"s, state::need_more},
    };
    for (const auto& r : table) {
        const auto decoding = decode(r.input);
        EXPECT_EQ(decoding.state, r.expected) << r.input;
        if (r.expected == state::rejected) {
            EXPECT_EQ(decoding.error, r.error) << r.input << ": " << decoding.error.message();
        }
    }
}

TEST(proxy_protocol, says_what_is_wrong_with_a_line) {
    const std::pair<std::string, errc> table[] = {
        {"TCP4 192.0.2.1 192.0.2.2 1", errc::proxy_bad_line},
        {"TCP4 192.0.2.1 192.0.2.2 1 2 3", errc::proxy_bad_line},
        {"TCP4 192.0.2.1\t192.0.2.2 1 2", errc::proxy_bad_line},
        {"TCP4  192.0.2.1 192.0.2.2 1", errc::bad_address},
        {"TCP4 ::1 192.0.2.2 1 2", errc::bad_address},
        {"TCP6 ::1 192.0.2.2 1 2", errc::bad_address},
        {"TCP6 [::1] ::2 1 2", errc::bad_address},
        {"TCP4 192.0.2.1 192.0.2.2 1 65536", errc::bad_port},
        {"TCP4 192.0.2.1 192.0.2.2 -1 2", errc::bad_port},
    };
    for (const auto& [line, error] : table)
        EXPECT_EQ(decode("PROXY " + line + "\r\n").error, error) << line;
}

TEST(proxy_protocol, skips_unread_what_is_local_or_unspecified) {
    const std::string junk = "\xff\xff\xff";
    for (const auto& header : {v2(0x20, 0x00, junk), v2(0x20, 0x11, junk), v2(0x20, 0x77, junk), v2(0x21, 0x00, junk),
                               v2(0x21, 0x10, junk), v2(0x21, 0x01, junk)}) {
        const auto decoding = decode(header);
        ASSERT_EQ(decoding.state, state::done);
        EXPECT_EQ(decoding.consumed, header.size());
        EXPECT_EQ(decoding.header->transport, proxy_transport::unspec);
        EXPECT_FALSE(decoding.header->tcp_source());
    }
    EXPECT_EQ(decode(v2(0x20, 0x11, junk)).header->command, proxy_command::local);
    EXPECT_EQ(decode(v2(0x21, 0x00, junk)).header->command, proxy_command::proxied);
}

TEST(proxy_protocol, keeps_datagram_addresses_but_takes_them_for_no_tcp_client) {
    const auto decoding = decode(v2(0x21, 0x12, addresses + tlv(0x02, "a.example")));
    ASSERT_EQ(decoding.state, state::done);
    EXPECT_EQ(decoding.header->transport, proxy_transport::udp4);
    EXPECT_EQ(decoding.header->source.to_string(), "192.0.2.1:123");
    EXPECT_EQ(decoding.header->destination.to_string(), "192.0.2.2:5678");
    EXPECT_EQ(decoding.header->authority, "a.example");
    EXPECT_FALSE(decoding.header->tcp_source());
}

TEST(proxy_protocol, reads_both_unix_paths) {
    const auto path = [](std::string text) {
        text.resize(108);
        return text;
    };
    const std::string longest(108, 'p');
    struct row {
        std::string source, destination, expected_source, expected_destination;
    };
    const row table[] = {
        {path("/tmp/a"), path("/tmp/b"), "/tmp/a", "/tmp/b"},
        {path(""), longest, "", longest},
        {path("\0abstract"s), path("/a\0rest"s), "\0abstract"s, "/a"},
    };
    for (const auto& r : table)
        for (const unsigned family : {0x31U, 0x32U}) {
            const auto decoding = decode(v2(0x21, family, r.source + r.destination + tlv(0x05, "id")));
            ASSERT_EQ(decoding.state, state::done);
            EXPECT_EQ(to_string(decoding.header->transport), family == 0x31 ? "UNIX_STREAM" : "UNIX_DGRAM");
            EXPECT_EQ(decoding.header->source_path, r.expected_source);
            EXPECT_EQ(decoding.header->destination_path, r.expected_destination);
            EXPECT_EQ(decoding.header->unique_id, (bytes{'i', 'd'}));
        }
}

TEST(proxy_protocol, reads_every_tlv) {
    const auto ssl = "\7\0\0\0\0"s + tlv(0x21, "TLSv1.2") + tlv(0x22, "cn") + tlv(0x23, "c") + tlv(0x24, "s") +
                     tlv(0x25, "k") + tlv(0x26, "g") + tlv(0x27, "h") + tlv(0x28, "\x30\x03") + tlv(0x2f, "\xab");
    const std::pair<std::string, std::string> table[] = {
        {tlv(0x01, "h2"), "alpn=h2"},
        {tlv(0x02, ""), "authority="},
        {tlv(0x04, "junk") + tlv(0x04, ""), ""},
        {tlv(0x05, ""), "unique_id="},
        {tlv(0x30, "blue"), "netns=blue"},
        {tlv(0xea, "\1vpce-1"), "aws.vpce=vpce-1"},
        {tlv(0xea, "\2x"), "0xea=0278"},
        {tlv(0xea, ""), "0xea="},
        {tlv(0xee, "\1\1\0\0\x80"s), "azure.linkid=2147483649"},
        {tlv(0xee, "\1\1\0\0"s), "0xee=01010000"},
        {tlv(0xe0, "\0\0\0\0\0\0\1\2"s), "gcp.psc=258"},
        {tlv(0xe0, "\1\2"), "0xe0=0102"},
        {tlv(0xf0, "\1\xff"), "0xf0=01ff"},
        {tlv(0x20, "\1\0\0\0\0"s), "ssl.verified=no"},
        {tlv(0x20, "\2\0\0\0\0"s), "ssl.verified=yes"},
        {tlv(0x20, "\7\0\0\0\x0a"s), "ssl.verified=no"},
        {tlv(0x20, ssl), "ssl.version=TLSv1.2 ssl.cn=cn ssl.cipher=c ssl.sig_alg=s ssl.key_alg=k ssl.group=g "
                         "ssl.sig_scheme=h ssl.client_cert=3003 ssl.0x2f=ab ssl.verified=yes"},
    };
    for (const auto& [tlvs, attributes] : table) {
        const auto space = attributes.empty() ? "" : " ";
        EXPECT_EQ(describe(decode_tlvs(tlvs)), "proxied TCP4 192.0.2.1:123 192.0.2.2:5678" + (space + attributes));
    }
}

TEST(proxy_protocol, takes_the_first_of_two_and_keeps_the_other) {
    const auto decoding =
        decode_tlvs(tlv(0x02, "first") + tlv(0x02, "second") + tlv(0x05, "a") + tlv(0x05, "b") +
                    tlv(0x20, "\1\0\0\0\0"s + tlv(0x21, "x") + tlv(0x21, "y")) + tlv(0x20, "\0\0\0\0\0"s));
    ASSERT_EQ(decoding.state, state::done);
    EXPECT_EQ(decoding.header->authority, "first");
    EXPECT_EQ(decoding.header->unique_id, bytes{'a'});
    EXPECT_EQ(decoding.header->ssl->version, "x");
    EXPECT_EQ(decoding.header->ssl->other, (std::vector<proxy_tlv>{{0x21, {'y'}}}));
    EXPECT_EQ(decoding.header->other,
              (std::vector<proxy_tlv>{{0x02, {'s', 'e', 'c', 'o', 'n', 'd'}}, {0x05, {'b'}}, {0x20, bytes(5)}}));
}

TEST(proxy_protocol, refuses_malformed_tlvs) {
    const std::pair<const char*, std::string> table[] = {
        {"type without length", "\4"},
        {"half a length", "\4\0"s},
        {"value cut short", "\4\0\2x"s},
        {"ssl of four bytes", tlv(0x20, "\1\0\0\0"s)},
        {"ssl with half a tlv", tlv(0x20, "\1\0\0\0\0\x21"s)},
        {"ssl with a tlv that runs over", tlv(0x20, "\1\0\0\0\0\x21\0\2x"s) + tlv(4, "x")},
        {"a second ssl that is malformed", tlv(0x20, "\1\0\0\0\0"s) + tlv(0x20, "")},
        {"unique id of 129 bytes", tlv(0x05, std::string(129, 'u'))},
        {"a second unique id of 129 bytes", tlv(0x05, "u") + tlv(0x05, std::string(129, 'u'))},
        {"checksum of 5 bytes", tlv(0x03, std::string(5, '\0'))},
    };
    for (const auto& [name, tlvs] : table)
        EXPECT_EQ(decode_tlvs(tlvs).error, errc::proxy_bad_tlv) << name;
}

/// `header`, with the checksum that belongs at `at` put there.
std::string with_checksum(std::string header, std::size_t at) {
    const auto crc = crc32c(bytes(header.begin(), header.end()));
    for (std::size_t i = 0; i < 4; ++i)
        header[at + i] = static_cast<char>(crc >> (24 - 8 * i) & 0xff);
    return header;
}

TEST(proxy_protocol, checks_the_checksum_wherever_it_stands) {
    const auto zeros = tlv(0x03, std::string(4, '\0'));
    for (const auto& before : {""s, tlv(0x02, "a.example"), tlv(0x04, "")})
        for (const auto& after : {""s, tlv(0x05, "id")}) {
            const auto at = 16 + addresses.size() + before.size() + 3;
            auto header = with_checksum(v2(0x21, 0x11, addresses + before + zeros + after), at);
            ASSERT_EQ(decode(header).state, state::done);
            EXPECT_TRUE(decode(header).header->crc32c);
            header[at - 4] ^= 1;
            EXPECT_EQ(decode(header).state, state::rejected);
        }
}

TEST(proxy_protocol, refuses_a_second_checksum) {
    const auto zeros = tlv(0x03, std::string(4, '\0'));
    const auto header = with_checksum(v2(0x21, 0x11, addresses + zeros + zeros), 16 + addresses.size() + 3);
    EXPECT_EQ(decode(header).error, errc::proxy_bad_tlv);
}

} // namespace
} // namespace srcip
