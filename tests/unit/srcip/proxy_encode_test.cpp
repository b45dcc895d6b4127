#include <srcip/proxy_protocol.hpp>

#include <gtest/gtest.h>

namespace srcip {
namespace {

using bytes = std::vector<std::uint8_t>;

proxy_header proxied(proxy_transport transport, const char* source, const char* destination, std::uint8_t version = 2) {
    proxy_header header;
    header.version = version;
    header.command = proxy_command::proxied;
    header.transport = transport;
    header.source = ip_endpoint::parse(source).value();
    header.destination = ip_endpoint::parse(destination).value();
    return header;
}

proxy_header everything() {
    auto header = proxied(proxy_transport::tcp6, "[2001:db8::1]:1", "[2001:db8::2]:65535");
    header.crc32c = true;
    header.alpn = "h2";
    header.authority = "a.example";
    header.unique_id = bytes(128, 0x75);
    header.ssl = proxy_ssl{.client = 7, .verify = 10, .version = "TLSv1.3", .cn = "client"};
    header.ssl->cipher = "TLS_AES_128_GCM_SHA256";
    header.ssl->sig_alg = "RSA-SHA256";
    header.ssl->key_alg = "RSA2048";
    header.ssl->group = "x25519";
    header.ssl->sig_scheme = "rsa_pss_rsae_sha256";
    header.ssl->client_cert = bytes{0x30, 0x82, 0x01};
    header.ssl->other = {{0x2f, {1}}};
    header.netns = "blue";
    header.aws_vpce = "vpce-08d2bf15fac5001c9";
    header.azure_linkid = 0x21004501;
    header.gcp_psc = 0xffffffffc0a86402;
    header.other = {{0xf0, {}}, {0xe5, {1, 2, 3}}};
    return header;
}

proxy_header unix_sockets(std::string source, std::string destination) {
    proxy_header header;
    header.command = proxy_command::proxied;
    header.transport = proxy_transport::unix_stream;
    header.source_path = std::move(source);
    header.destination_path = std::move(destination);
    return header;
}

TEST(proxy_encode, is_undone_by_the_decoder) {
    using enum proxy_transport;
    auto unspecified = proxy_header{.command = proxy_command::proxied};
    const proxy_header table[] = {
        proxied(tcp4, "192.0.2.1:1", "192.0.2.2:2"),
        proxied(tcp4, "192.0.2.1:1", "192.0.2.2:2", 1),
        proxied(tcp6, "[2001:db8::1]:1", "[2001:db8::2]:2", 1),
        // One end of each family: both go as IPv6.
        proxied(tcp6, "192.0.2.1:1", "[2001:db8::2]:2"),
        proxied(tcp6, "192.0.2.1:1", "[2001:db8::2]:2", 1),
        proxied(udp4, "192.0.2.1:1", "192.0.2.2:2"),
        proxied(udp6, "[2001:db8::1]:1", "[2001:db8::2]:2"),
        unix_sockets("/run/a", "/run/b"),
        unix_sockets(std::string("\0abstract", 9), std::string(108, 'p')),
        proxy_header{},
        proxy_header{.version = 1},
        unspecified,
        everything(),
    };
    for (const auto& header : table) {
        const auto encoded = encode_proxy_header(header);
        ASSERT_TRUE(encoded) << to_string(header.transport);
        const auto decoding = decode_proxy_header(*encoded);
        EXPECT_EQ(decoding.consumed, encoded->size());
        EXPECT_EQ(decoding.header, header) << to_string(header.transport);
    }
}

TEST(proxy_encode, writes_the_line_of_version_1) {
    using enum proxy_transport;
    const std::pair<proxy_header, std::string> table[] = {
        {proxied(tcp4, "192.0.2.1:123", "192.0.2.2:5678", 1), "PROXY TCP4 192.0.2.1 192.0.2.2 123 5678\r\n"},
        {proxied(tcp6, "192.0.2.1:1", "[2001:db8::2]:2", 1), "PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 1 2\r\n"},
        {proxied(udp4, "192.0.2.1:123", "192.0.2.2:5678", 1), "PROXY UNKNOWN\r\n"},
        {proxy_header{.version = 1}, "PROXY UNKNOWN\r\n"},
    };
    for (const auto& [header, line] : table) {
        const auto encoded = encode_proxy_header(header).value();
        EXPECT_EQ(std::string(encoded.begin(), encoded.end()), line);
    }
}

TEST(proxy_encode, refuses_what_no_bytes_can_say) {
    using enum proxy_transport;
    auto long_id = everything();
    long_id.unique_id = bytes(129);
    auto too_long = everything();
    too_long.other.push_back({0xf1, bytes(4000)});
    auto overflowing = everything();
    overflowing.other.push_back({0xf1, bytes(65536)});
    const proxy_header table[] = {
        proxied(tcp4, "[2001:db8::1]:1", "192.0.2.2:2"),
        proxied(udp4, "192.0.2.1:1", "[2001:db8::2]:2"),
        proxied(tcp4, "[2001:db8::1]:1", "[2001:db8::2]:2", 1),
        unix_sockets(std::string(109, 'p'), ""),
        long_id,
        too_long,
        overflowing,
    };
    for (const auto& header : table)
        EXPECT_EQ(encode_proxy_header(header).error(), errc::proxy_not_encodable);
}

TEST(proxy_encode, fills_4096_bytes_and_no_more) {
    auto header = proxied(proxy_transport::tcp4, "192.0.2.1:1", "192.0.2.2:2");
    header.other = {{0xf1, bytes(max_proxy_header - 16 - 12 - 3)}};
    EXPECT_EQ(encode_proxy_header(header)->size(), max_proxy_header);
    header.other.front().value.push_back(0);
    EXPECT_FALSE(encode_proxy_header(header));
}

} // namespace
} // namespace srcip
