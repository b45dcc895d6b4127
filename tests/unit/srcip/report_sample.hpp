#pragma once

#include <srcip/echo_report.hpp>
#include <srcip/report_json.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace srcip::testing {

/// A report of a plain request; `server` must outlive it.
inline echo_report plain_report(const server_identity& server) {
    echo_report report;
    report.client_address = ip_address::parse("10.240.0.12").value();
    report.connection.peer = ip_endpoint::parse("10.240.0.12:40000").value();
    report.connection.local = ip_endpoint::parse("10.180.1.136:8080").value();
    report.connection.syn_unavailable = "not asked for";
    report.request = {.method = "GET", .target = "/"};
    report.server = &server;
    report.listening_port = 8080;
    return report;
}

/// A header in which everything is said.
inline proxy_header full_proxy_header() {
    return {.command = proxy_command::proxied,
            .transport = proxy_transport::tcp6,
            .source = ip_endpoint::parse("[2001:db8::1]:123").value(),
            .destination = ip_endpoint::parse("[2001:db8::2]:5678").value(),
            .crc32c = true,
            .alpn = "h2",
            .authority = "example.org",
            .unique_id = std::vector<std::uint8_t>{'i', 'd', '-', '7'},
            .ssl = proxy_ssl{.client = 7,
                             .verify = 0,
                             .version = "TLSv1.3",
                             .cn = "client.example",
                             .cipher = "ECDHE-RSA-AES128-GCM-SHA256",
                             .sig_alg = "SHA256",
                             .key_alg = "RSA2048",
                             .group = "secp256r1",
                             .sig_scheme = "rsa_pss_rsae_sha256",
                             .client_cert = std::vector<std::uint8_t>{0x30, 0x03},
                             .other = {{0x2f, {0xab}}}},
            .netns = "blue",
            .aws_vpce = "vpce-08d2bf15fac5001c9",
            .azure_linkid = 553665985,
            .gcp_psc = 18446744072646845442U,
            .other = {{0xf0, {1, 2}}, {0x02, {}}}};
}

inline tls_view full_tls_view() {
    return {.version = "TLSv1.3",
            .cipher = "TLS_AES_256_GCM_SHA384",
            .alpn = "http/1.1",
            .sni = "echo.example",
            .resumed = true,
            .client_certificate = tls_certificate{.subject = "CN=client,O=Example",
                                                  .issuer = "CN=ca",
                                                  .serial = "0a",
                                                  .not_before = "2026-01-01T00:00:00Z",
                                                  .not_after = "2027-01-01T00:00:00Z",
                                                  .sha256 = "00ff",
                                                  .alternatives = {"DNS:client.example", "IP:192.0.2.1"},
                                                  .verify_error = "self-signed certificate"}};
}

/// A report in which every text that comes from outside is `text`. It stays where it is: the report points into it.
struct filled_report {
    explicit filled_report(std::string with)
        : text(std::move(with))
        , server{text, text, text, text, text, text} {
        const std::vector<std::uint8_t> bytes(text.begin(), text.end());
        proxy.source_path = proxy.destination_path = text;
        proxy.alpn = proxy.authority = proxy.netns = proxy.aws_vpce = text;
        proxy.unique_id = bytes;
        proxy.other = {{0xf0, bytes}};
        auto& ssl = proxy.ssl.emplace();
        ssl.version = ssl.cn = ssl.cipher = ssl.sig_alg = ssl.key_alg = ssl.group = ssl.sig_scheme = text;
        ssl.client_cert = bytes;
        tls.version = tls.cipher = tls.alpn = tls.sni = text;
        auto& certificate = tls.client_certificate.emplace();
        certificate.subject = certificate.issuer = certificate.serial = certificate.not_before = text;
        certificate.not_after = certificate.sha256 = certificate.verify_error = text;
        certificate.alternatives = {text, text};
        report = plain_report(server);
        report.proxy = &proxy;
        report.tls = &tls;
        report.request = {.method = text, .target = text, .scheme = text, .headers = fields, .body = text};
        report.connection.syn_unavailable = text;
    }
    filled_report(const filled_report&) = delete;
    filled_report& operator=(const filled_report&) = delete;

    std::string text;
    server_identity server;
    proxy_header proxy{.command = proxy_command::proxied, .transport = proxy_transport::unix_stream};
    tls_view tls{};
    std::vector<header_field> fields{{text, text}, {"Forwarded", text}, {"X-Forwarded-For", text}, {"X-Real-IP", text}};
    echo_report report{};
};

/// Bytes that no report may show as they are: controls of both kinds, markup, no UTF-8, bidirectional and invisible
/// characters; and some that it should.
inline std::string hostile_text() {
    constexpr char bytes[] =
        "\0\x01\x1b[31m\n\r\t\"\\'</script><b x='&amp;'>&lt;-->]]>\x7f\xff\xc3(\xc2\x9b\xe2\x80\xae"
        "\xe2\x80\xa8\xf3\xa0\x80\x81\xed\xa0\x80\xf4\x90\x80\x80\xc3\xa9\xf0\x9f\x98\x80";
    return {bytes, sizeof bytes - 1};
}

inline boost::json::value json_of(const echo_report& report) {
    std::string out;
    append_json(report, out);
    return boost::json::parse(out);
}

} // namespace srcip::testing
