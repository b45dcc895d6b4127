#pragma once

#include <srcip/echo_report.hpp>
#include <srcip/report_json.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <string>

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

inline boost::json::value json_of(const echo_report& report) {
    std::string out;
    append_json(report, out);
    return boost::json::parse(out);
}

} // namespace srcip::testing
