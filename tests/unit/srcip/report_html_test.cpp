#include "html_tags.hpp"
#include "report_sample.hpp"

#include <srcip/report_html.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>

namespace srcip {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace srcip::testing;

const server_identity nobody;

std::string page_of(const echo_report& report) {
    std::string out;
    append_html(report, out);
    return out;
}

/// What stands between two marks of the page.
std::string between(const std::string& page, std::string_view from, std::string_view to) {
    const auto start = page.find(from);
    const auto end = page.find(to, start == page.npos ? start : start + from.size());
    if (end == page.npos)
        throw std::runtime_error("not on the page: " + std::string(from));
    return page.substr(start + from.size(), end - start - from.size());
}

/// A report of fields that a peer sent, weighed.
struct weighed {
    weighed(std::vector<header_field> from, const char* trusted, const proxy_header* proxy = nullptr)
        : fields(std::move(from))
        , forwarding(read_forwarding(fields)) {
        address_trust trust;
        if (*trusted != '\0')
            trust.proxies = {cidr::parse(trusted).value()};
        const auto& peer = report.connection.peer.address;
        const auto found = find_client_address(peer, proxy, forwarding, trust);
        report.client_address = found.address;
        report.client_address_from = found.from;
        report.contradiction = found.contradiction;
        report.peer_is_trusted = contains(trust.proxies, peer);
        report.weight = weigh_evidence(peer, proxy, forwarding, trust);
        report.proxy = proxy;
        report.forwarding = &forwarding;
        report.request.headers = fields;
    }
    weighed(const weighed&) = delete;
    weighed& operator=(const weighed&) = delete;

    std::vector<header_field> fields;
    forwarding_headers forwarding;
    echo_report report = plain_report(nobody);
};

/// The drawn path, a party a string: role, address, how it is known, what says so.
std::vector<std::string> path_of(const echo_report& report) {
    auto list = between(page_of(report), "<ol class=\"path\">\n", "</ol>");
    std::vector<std::string> out;
    for (auto end = list.find("</li>"); end != list.npos; end = list.find("</li>")) {
        auto item = list.substr(0, end);
        list.erase(0, end + 6);
        for (auto at = item.find("</p>"); at != item.npos; at = item.find("</p>"))
            item.replace(at, 4, " | ");
        out.push_back(text_of(item));
        out.back().resize(out.back().size() - 3);
    }
    return out;
}

TEST(report_html, is_a_balanced_page_with_language_title_and_headings) {
    const auto page = page_of(weighed({}, "").report);
    EXPECT_TRUE(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n"));
    EXPECT_EQ(first_unbalanced(tags_of(page)), "");
    EXPECT_THAT(page, HasSubstr("<title>10.240.0.12 "));
    EXPECT_THAT(between(page, "<h1>", "</h1>"), HasSubstr("<code>10.240.0.12</code>"));
    EXPECT_EQ(page.find("<h1>"), page.rfind("<h1>"));
}

TEST(report_html, needs_nothing_from_elsewhere_and_runs_nothing) {
    filled_report filled("x");
    const auto page = page_of(filled.report);
    for (const auto* word :
         {"<script", "<link", "<img", "<iframe", "href", "src=", "url(", "@import", " style=", " on", "://"})
        for (const auto& tag : tags_of(page))
            EXPECT_THAT('<' + tag, Not(HasSubstr(word)));
    EXPECT_THAT(between(page, "<style>", "</style>"), Not(HasSubstr("url(")));
    EXPECT_THAT(between(page, "<style>", "</style>"), Not(HasSubstr("@import")));
}

TEST(report_html, goes_with_a_policy_that_lets_its_style_in) {
    const auto style = between(page_of(plain_report(nobody)), "<style>", "</style>");
    std::array<unsigned char, 32> digest{};
    ASSERT_EQ(EVP_Digest(style.data(), style.size(), digest.data(), nullptr, EVP_sha256(), nullptr), 1);
    std::array<unsigned char, 45> base64{};
    EVP_EncodeBlock(base64.data(), digest.data(), 32);
    EXPECT_THAT(std::string(html_content_security_policy),
                HasSubstr("style-src 'sha256-" + std::string(base64.begin(), base64.end() - 1) + "';"));
    EXPECT_TRUE(html_content_security_policy.starts_with("default-src 'none';"));
}

TEST(report_html, says_what_the_address_rests_on) {
    struct row {
        std::vector<header_field> fields;
        const char* trusted;
        std::string why;
    };
    const row table[] = {
        {{}, "", "The other end of the TCP connection."},
        {{}, "10.0.0.0/8", "it did not say for whom"},
        {{{"X-Forwarded-For", "192.0.2.1"}}, "", "It is not a trusted proxy"},
        {{{"X-Forwarded-For", "unknown"}}, "10.0.0.0/8", "named nobody"},
        {{{"X-Forwarded-For", "192.0.2.1"}}, "10.0.0.0/8", "A hop of X-Forwarded-For"},
        {{{"Forwarded", "for=192.0.2.1"}}, "10.0.0.0/8", "A hop of Forwarded"},
        {{{"X-Real-IP", "192.0.2.1"}}, "10.0.0.0/8", "The address in X-Real-IP"},
    };
    for (const auto& r : table) {
        const weighed from(r.fields, r.trusted);
        const auto lead = text_of(between(page_of(from.report), "<header>", "</header>"));
        EXPECT_THAT(lead, HasSubstr(r.why));
        EXPECT_THAT(lead, HasSubstr(from.report.client_address.to_string()));
        EXPECT_THAT(lead, Not(HasSubstr("Contradiction")));
    }
}

TEST(report_html, warns_of_a_contradiction) {
    const weighed from({{"Forwarded", "for=192.0.2.1"}, {"X-Forwarded-For", "192.0.2.2"}}, "10.0.0.0/8");
    EXPECT_THAT(text_of(between(page_of(from.report), "<header>", "</header>")), HasSubstr("Contradiction:"));
    EXPECT_EQ(path_of(from.report).size(), 2U) << "neither field draws a path";
}

constexpr const char* peer_is_client = "Client | 10.240.0.12:40000 | ● seen TCP peer";
constexpr const char* peer_is_proxy = "Trusted proxy | 10.240.0.12:40000 | ● seen TCP peer";
constexpr const char* server_end = "This server | 10.180.1.136:8080 | ● seen TCP local end";

TEST(report_html, draws_the_path_that_can_be_believed) {
    EXPECT_THAT(path_of(weighed({}, "").report), ElementsAre(peer_is_client, server_end));
    EXPECT_THAT(path_of(weighed({}, "10.0.0.0/8").report),
                ElementsAre("Client, a trusted proxy | 10.240.0.12:40000 | ● seen TCP peer", server_end));
    EXPECT_THAT(path_of(weighed({{"X-Forwarded-For", "1.1.1.1, 192.0.2.1, 10.0.0.2"}}, "10.0.0.0/8").report),
                ElementsAre("Claimed hop | 1.1.1.1 | ? claim X-Forwarded-For",
                            "Client | 192.0.2.1 | ✓ vouched for X-Forwarded-For",
                            "Trusted proxy | 10.0.0.2 | ✓ vouched for X-Forwarded-For", peer_is_proxy, server_end));
    EXPECT_THAT(path_of(weighed({{"Forwarded", "for=192.0.2.1, for=_x, for=10.0.0.2"}}, "10.0.0.0/8").report),
                ElementsAre("Claimed hop | 192.0.2.1 | ? claim Forwarded",
                            "Somebody without an address | _x | ✓ vouched for Forwarded",
                            "Client | 10.0.0.2 | ✓ vouched for Forwarded", peer_is_proxy, server_end));
    EXPECT_THAT(path_of(weighed({{"Forwarded", "by=_x"}, {"X-Real-IP", "192.0.2.1"}}, "10.0.0.0/8").report),
                ElementsAre("Somebody without an address | not said | ✓ vouched for Forwarded",
                            "Client, a trusted proxy | 10.240.0.12:40000 | ● seen TCP peer", server_end));
    EXPECT_THAT(path_of(weighed({{"X-Real-IP", "192.0.2.1"}}, "10.0.0.0/8").report),
                ElementsAre("Client | 192.0.2.1 | ✓ vouched for X-Real-IP", peer_is_proxy, server_end));
}

TEST(report_html, draws_claims_as_claims) {
    const proxy_header proxy{.command = proxy_command::proxied,
                             .transport = proxy_transport::tcp4,
                             .source = ip_endpoint::parse("192.0.2.9:99").value()};
    const std::vector<header_field> fields{{"X-Forwarded-For", "192.0.2.1"}};
    EXPECT_THAT(path_of(weighed(fields, "", &proxy).report),
                ElementsAre("Claimed hop | 192.0.2.1 | ? claim X-Forwarded-For",
                            "Claimed hop | 192.0.2.9:99 | ? claim PROXY header", peer_is_client, server_end));
    EXPECT_THAT(path_of(weighed(fields, "10.0.0.0/8", &proxy).report),
                ElementsAre("Claimed hop | 192.0.2.1 | ? claim X-Forwarded-For",
                            "Client | 192.0.2.9:99 | ✓ vouched for PROXY header", peer_is_proxy, server_end));
    EXPECT_THAT(path_of(weighed(fields, "0.0.0.0/0", &proxy).report),
                ElementsAre("Client | 192.0.2.1 | ✓ vouched for X-Forwarded-For",
                            "Trusted proxy | 192.0.2.9:99 | ✓ vouched for PROXY header", peer_is_proxy, server_end));
}

TEST(report_html, draws_the_near_end_of_a_long_path) {
    const auto path =
        path_of(weighed({{"X-Forwarded-For", "1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,1.1.1.5,1.1.1.6,1.1.1.7"}}, "").report);
    ASSERT_EQ(path.size(), 8U);
    EXPECT_EQ(path[0], "Earlier hops | 2 more | X-Forwarded-For");
    EXPECT_EQ(path[1], "Claimed hop | 1.1.1.3 | ? claim X-Forwarded-For");
}

TEST(report_html, shows_an_invalid_field_as_it_came_and_why_it_is_invalid) {
    const auto page = page_of(weighed({{"Forwarded", "for = 1.1.1.1"}}, "").report);
    const auto card = text_of(between(page, "<h3>Forwarded</h3>", "</article>"));
    EXPECT_THAT(card, HasSubstr("for = 1.1.1.1"));
    EXPECT_THAT(card, HasSubstr("Invalid: no &quot;=&quot; behind"));
}

TEST(report_html, shows_everything_of_the_proxy_header_and_tls) {
    auto report = plain_report(nobody);
    const auto proxy = full_proxy_header();
    const auto tls = full_tls_view();
    report.proxy = &proxy;
    report.tls = &tls;
    auto page = page_of(report);
    for (auto at = page.find("<wbr>"); at != page.npos; at = page.find("<wbr>"))
        page.erase(at, 5);
    for (const auto* value : {"[2001:db8::1]:123",
                              "[2001:db8::2]:5678",
                              "TCP6",
                              "h2",
                              "example.org",
                              "id-7",
                              "TLSv1.3",
                              "client.example",
                              "ECDHE-RSA-AES128-GCM-SHA256",
                              "SHA256",
                              "RSA2048",
                              "secp256r1",
                              "rsa_pss_rsae_sha256",
                              "3003",
                              "0x2f",
                              "blue",
                              "vpce-08d2bf15fac5001c9",
                              "553665985",
                              "18446744072646845442",
                              "0xf0",
                              "0102",
                              "TLS_AES_256_GCM_SHA384",
                              "http/1.1",
                              "echo.example",
                              "CN=client,O=Example",
                              "CN=ca",
                              "0a",
                              "2026-01-01T00:00:00Z",
                              "2027-01-01T00:00:00Z",
                              "00ff",
                              "DNS:client.example",
                              "IP:192.0.2.1"})
        EXPECT_THAT(page, HasSubstr("<code>" + std::string(value) + "</code>"));
    EXPECT_THAT(page, HasSubstr("no: self-signed certificate"));
}

TEST(report_html, shows_the_body_line_by_line) {
    auto report = plain_report(nobody);
    report.request.body = "a\tb\n\n<c>\r\n";
    EXPECT_EQ(between(page_of(report), " aria-label=\"Body\">", "</pre>"), "a\\x09b\n\n&lt;c&gt;\\x0d\n");
    EXPECT_THAT(page_of(plain_report(nobody)), Not(HasSubstr("<pre")));
}

} // namespace
} // namespace srcip
