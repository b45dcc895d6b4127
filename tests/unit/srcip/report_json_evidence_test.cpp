#include "describe_proxy.hpp"
#include "report_sample.hpp"
#include "vectors.hpp"

#include <srcip/report_json.hpp>

#include <gtest/gtest.h>

// What a report says of the PROXY header, the forwarding fields and TLS.
namespace srcip {
namespace {

namespace json = boost::json;
using namespace srcip::testing;

const server_identity nobody;

json::value proxy_json(const proxy_header& header, bool believed = false) {
    auto report = plain_report(nobody);
    report.proxy = &header;
    report.weight.proxy_protocol = believed;
    return json_of(report).at("proxy_protocol");
}

std::string text(const json::value& value) { return std::string(value.as_string()); }

std::optional<std::string> maybe(const json::value& value) {
    return value.is_null() ? std::nullopt : std::optional(text(value));
}

ip_endpoint endpoint(const json::value& value) {
    return {ip_address::parse(text(value.at("address"))).value(), value.at("port").to_number<std::uint16_t>()};
}

std::vector<proxy_tlv> tlvs(const json::value& value) {
    std::vector<proxy_tlv> out;
    for (const auto& tlv : value.as_array())
        out.push_back({from_hex(text(tlv.at("type")).substr(2)).at(0), from_hex(text(tlv.at("value_hex")))});
    return out;
}

std::optional<std::vector<std::uint8_t>> bytes(const json::value& hex) {
    return hex.is_null() ? std::nullopt : std::optional(from_hex(text(hex)));
}

std::optional<proxy_ssl> ssl(const json::value& value) {
    if (value.is_null())
        return std::nullopt;
    proxy_ssl out{.verify = value.at("verify").to_number<std::uint32_t>(),
                  .version = maybe(value.at("version")),
                  .cn = maybe(value.at("cn")),
                  .cipher = maybe(value.at("cipher")),
                  .sig_alg = maybe(value.at("sig_alg")),
                  .key_alg = maybe(value.at("key_alg")),
                  .group = maybe(value.at("group")),
                  .sig_scheme = maybe(value.at("sig_scheme")),
                  .client_cert = bytes(value.at("client_certificate_hex")),
                  .other = tlvs(value.at("other_tlvs"))};
    out.client = static_cast<std::uint8_t>((value.at("tls").as_bool() ? 1 : 0) |
                                           (value.at("client_certificate").as_bool() ? 6 : 0));
    EXPECT_EQ(value.at("verified").as_bool(), out.is_verified());
    return out;
}

proxy_transport transport(std::string_view name) {
    using enum proxy_transport;
    for (const auto one : {unspec, tcp4, tcp6, udp4, udp6, unix_stream, unix_dgram})
        if (to_string(one) == name)
            return one;
    throw std::runtime_error(std::string(name));
}

/// The header that a report shows.
proxy_header read_back(const json::value& value) {
    proxy_header out;
    out.version = value.at("version").to_number<std::uint8_t>();
    out.command = text(value.at("command")) == "PROXY" ? proxy_command::proxied : proxy_command::local;
    out.transport = transport(text(value.at("transport")));
    for (const auto& [name, end, path] : {std::tuple("source", &proxy_header::source, &proxy_header::source_path),
                                          {"destination", &proxy_header::destination, &proxy_header::destination_path}})
        if (const auto& party = value.at(name); party.is_object()) {
            if (party.as_object().contains("path"))
                out.*path = text(party.at("path"));
            else
                out.*end = endpoint(party);
        }
    out.crc32c = value.at("crc32c_verified").as_bool();
    out.alpn = maybe(value.at("alpn"));
    out.authority = maybe(value.at("authority"));
    if (value.at("unique_id").is_object())
        out.unique_id = bytes(value.at("unique_id").at("hex"));
    out.ssl = ssl(value.at("ssl"));
    out.netns = maybe(value.at("netns"));
    out.aws_vpce = maybe(value.at("aws_vpce_id"));
    if (!value.at("azure_linkid").is_null())
        out.azure_linkid = value.at("azure_linkid").to_number<std::uint32_t>();
    if (const auto id = maybe(value.at("gcp_psc_id")))
        out.gcp_psc = std::stoull(*id);
    out.other = tlvs(value.at("other_tlvs"));
    return out;
}

/// Which of the two kinds of client certificate there was is not reported.
proxy_header normalised(proxy_header header) {
    if (header.ssl)
        header.ssl->client =
            static_cast<std::uint8_t>((header.ssl->client & 1) | (header.ssl->has_client_cert() ? 6 : 0));
    return header;
}

TEST(report_json_evidence, shows_every_field_of_every_header) {
    std::size_t shown = 0;
    for (const auto& columns : vectors("proxy_protocol.tsv", 3)) {
        const auto decoding = decode_proxy_header(from_hex(columns[1]));
        if (!decoding.header)
            continue;
        EXPECT_EQ(read_back(proxy_json(*decoding.header)), normalised(*decoding.header)) << columns[0];
        ++shown;
    }
    EXPECT_GT(shown, 20U);
    EXPECT_EQ(read_back(proxy_json(full_proxy_header())), normalised(full_proxy_header()));
}

TEST(report_json_evidence, says_whether_a_header_may_move_the_address) {
    EXPECT_TRUE(proxy_json(full_proxy_header(), true).at("believed").as_bool());
    EXPECT_FALSE(proxy_json(full_proxy_header()).at("believed").as_bool());
    EXPECT_TRUE(json_of(plain_report(nobody)).at("proxy_protocol").is_null());
}

TEST(report_json_evidence, shows_a_unique_id_as_text_when_it_is_some) {
    auto header = full_proxy_header();
    EXPECT_EQ(proxy_json(header).at("unique_id").at("text"), "id-7");
    for (const auto& id : std::vector<std::vector<std::uint8_t>>{{}, {0}, {'a', '\n'}, {0xff}, {0xc2, 0x9b}}) {
        header.unique_id = id;
        EXPECT_TRUE(proxy_json(header).at("unique_id").at("text").is_null());
    }
}

TEST(report_json_evidence, shows_paths_of_unix_sockets_and_nobody_for_local_headers) {
    proxy_header header{.command = proxy_command::proxied,
                        .transport = proxy_transport::unix_stream,
                        .source_path = std::string("\0abstract", 9),
                        .destination_path = "/run/b"};
    EXPECT_EQ(text(proxy_json(header).at("source").at("path")), header.source_path);
    EXPECT_EQ(text(proxy_json(header).at("destination").at("path")), "/run/b");
    header.command = proxy_command::local;
    EXPECT_TRUE(proxy_json(header).at("source").is_null());
    EXPECT_EQ(proxy_json(header).at("command"), "LOCAL");
}

// --- forwarding ----------------------------------------------------------------------------------------------------

json::value forwarding_json(const std::vector<header_field>& fields, const evidence_weight& weight = {}) {
    auto report = plain_report(nobody);
    report.request.headers = fields;
    report.weight = weight;
    const auto unread = json_of(report);
    const auto read = read_forwarding(fields);
    report.forwarding = &read;
    EXPECT_EQ(json_of(report), unread) << "a report without them read reads them";
    return unread.at("forwarding");
}

TEST(report_json_evidence, shows_hops_and_who_vouches_for_them) {
    const auto shown = forwarding_json({{"Forwarded", "for=1.1.1.1"},
                                        {"Forwarded", "for=\"[2001:db8::1]:_p\";by=_x;host=\"ex:1\";proto=http"},
                                        {"X-Forwarded-For", "unknown, 192.0.2.1:4711"},
                                        {"X-Real-IP", "192.0.2.1"}},
                                       {.forwarded = {true, 1}, .x_forwarded_for = {true, 2}});
    EXPECT_EQ(shown, json::parse(R"({
        "forwarded": {"believed": true,
            "lines": ["for=1.1.1.1", "for=\"[2001:db8::1]:_p\";by=_x;host=\"ex:1\";proto=http"],
            "valid": true, "error": null,
            "hops": [{"for": {"text": "1.1.1.1", "address": "1.1.1.1", "port": null}, "by": null, "host": null,
                      "proto": null, "vouched": false},
                     {"for": {"text": "[2001:db8::1]:_p", "address": "2001:db8::1", "port": null},
                      "by": {"text": "_x", "address": null, "port": null}, "host": "ex:1", "proto": "http",
                      "vouched": true}]},
        "x_forwarded_for": {"believed": true, "lines": ["unknown, 192.0.2.1:4711"],
            "hops": [{"text": "unknown", "address": null, "port": null, "vouched": true},
                     {"text": "192.0.2.1:4711", "address": "192.0.2.1", "port": 4711, "vouched": true}],
            "omitted": 0},
        "x_real_ip": {"believed": false, "lines": ["192.0.2.1"], "text": "192.0.2.1", "address": "192.0.2.1",
            "port": null}})"));
}

TEST(report_json_evidence, shows_fields_that_cannot_be_read_as_they_came) {
    const auto shown = forwarding_json({{"Forwarded", "for=bad name"}, {"X-Forwarded-For", ","}});
    EXPECT_EQ(shown.at("forwarded").at("lines"), json::array{"for=bad name"});
    EXPECT_FALSE(shown.at("forwarded").at("valid").as_bool());
    EXPECT_FALSE(shown.at("forwarded").at("error").as_string().empty());
    EXPECT_TRUE(shown.at("forwarded").at("hops").as_array().empty());
    EXPECT_EQ(shown.at("x_forwarded_for").at("lines"), json::array{","});
    EXPECT_TRUE(shown.at("x_real_ip").is_null());
}

TEST(report_json_evidence, counts_hops_that_are_too_many) {
    std::string line = "10.0.0.1";
    for (std::size_t i = 0; i < max_hops; ++i)
        line += ",10.0.0.1";
    const auto shown = forwarding_json({{"X-Forwarded-For", line}}, {.x_forwarded_for = {true, max_hops}});
    EXPECT_EQ(shown.at("x_forwarded_for").at("hops").as_array().size(), max_hops);
    EXPECT_EQ(shown.at("x_forwarded_for").at("omitted"), 1);
}

TEST(report_json_evidence, says_that_fields_contradict_each_other) {
    auto report = plain_report(nobody);
    report.contradiction = true;
    report.peer_is_trusted = true;
    EXPECT_TRUE(json_of(report).at("client_address_contradiction").as_bool());
    EXPECT_TRUE(json_of(report).at("peer").at("trusted").as_bool());
}

// --- TLS -----------------------------------------------------------------------------------------------------------

json::value tls_json(const tls_view& tls) {
    auto report = plain_report(nobody);
    report.tls = &tls;
    return json_of(report).at("tls");
}

TEST(report_json_evidence, shows_the_tls_connection_and_its_client_certificate) {
    auto tls = full_tls_view();
    EXPECT_EQ(tls_json(tls), json::parse(R"({"version": "TLSv1.3", "cipher": "TLS_AES_256_GCM_SHA384",
        "alpn": "http/1.1", "sni": "echo.example", "resumed": true, "client_certificate": {
        "subject": "CN=client,O=Example", "issuer": "CN=ca", "serial": "0a", "not_before": "2026-01-01T00:00:00Z",
        "not_after": "2027-01-01T00:00:00Z", "sha256": "00ff", "alternatives": ["DNS:client.example", "IP:192.0.2.1"],
        "verified": false, "verify_error": "self-signed certificate"}})"));
    tls.client_certificate->verify_error.clear();
    EXPECT_TRUE(tls_json(tls).at("client_certificate").at("verified").as_bool());
    EXPECT_EQ(tls_json({.version = "TLSv1.2", .cipher = "c"}),
              json::parse(R"({"version": "TLSv1.2", "cipher": "c", "alpn": null, "sni": null, "resumed": false,
                              "client_certificate": null})"));
}

} // namespace
} // namespace srcip
