#include "report_sample.hpp"

#include <srcip/utf8.hpp>

#include <gtest/gtest.h>

// Every text that comes from outside, full of what text should not hold.
namespace srcip {
namespace {

using namespace srcip::testing;

constexpr char hostile_bytes[] = "\0\x01\x1b[31m\n\r\t\"\\</script>\x7f\xff\xc3(\xc2\x9b\xe2\x80\xae\xe2\x80\xa8"
                                 "\xf3\xa0\x80\x81\xed\xa0\x80\xf4\x90\x80\x80\xc3\xa9\xf0\x9f\x98\x80";
const std::string hostile(hostile_bytes, sizeof hostile_bytes - 1);

/// What of `hostile` a reader of the JSON must find.
std::string expected() {
    std::string out;
    append_valid_utf8(hostile, out);
    return out;
}

/// Calls `check` with every string value, keys left out.
void each_string(const boost::json::value& value, auto&& check) {
    if (const auto* text = value.if_string())
        check(std::string(*text));
    if (const auto* array = value.if_array())
        for (const auto& element : *array)
            each_string(element, check);
    if (const auto* object = value.if_object())
        for (const auto& member : *object)
            each_string(member.value(), check);
}

std::vector<std::uint8_t> as_bytes(const std::string& text) { return {text.begin(), text.end()}; }

proxy_header hostile_proxy() {
    proxy_header out{.command = proxy_command::proxied, .transport = proxy_transport::unix_stream};
    out.source_path = out.destination_path = hostile;
    out.alpn = out.authority = out.netns = out.aws_vpce = hostile;
    out.unique_id = as_bytes(hostile);
    out.other = {{0xf0, as_bytes(hostile)}};
    auto& ssl = out.ssl.emplace();
    ssl.version = ssl.cn = ssl.cipher = ssl.sig_alg = ssl.key_alg = ssl.group = ssl.sig_scheme = hostile;
    ssl.client_cert = as_bytes(hostile);
    return out;
}

tls_view hostile_tls() {
    tls_view out;
    out.version = out.cipher = out.alpn = out.sni = hostile;
    auto& certificate = out.client_certificate.emplace();
    certificate.subject = certificate.issuer = certificate.serial = certificate.not_before = hostile;
    certificate.not_after = certificate.sha256 = certificate.verify_error = hostile;
    certificate.alternatives = {hostile, hostile};
    return out;
}

server_identity hostile_server() { return {hostile, hostile, hostile, hostile, hostile, hostile}; }

std::string hostile_json() {
    const auto proxy = hostile_proxy();
    const auto tls = hostile_tls();
    const auto server = hostile_server();
    const std::vector<header_field> fields{
        {hostile, hostile}, {"Forwarded", hostile}, {"X-Forwarded-For", hostile}, {"X-Real-IP", hostile}};
    auto report = plain_report(server);
    report.proxy = &proxy;
    report.tls = &tls;
    report.request = {.method = hostile, .target = hostile, .scheme = hostile, .headers = fields, .body = hostile};
    report.connection.syn_unavailable = hostile;
    std::string out;
    append_json(report, out);
    return out;
}

TEST(report_json_hostile, is_ascii_on_one_line_but_for_harmless_characters) {
    const auto out = hostile_json();
    EXPECT_EQ(out.find('\n'), out.size() - 1);
    for (std::string_view rest = out; !rest.empty(); rest.remove_prefix(utf8_sequence_length(rest))) {
        const auto length = utf8_sequence_length(rest);
        ASSERT_NE(length, 0U) << "not UTF-8 at " << out.size() - rest.size();
        const auto c = utf8_code_point(rest.substr(0, length));
        const bool harmless = (c >= ' ' && c < 0x7f) || c == 0xfffd || c == 0xe9 || c == 0x1f600 || rest == "\n";
        ASSERT_TRUE(harmless) << std::hex << static_cast<unsigned>(c);
    }
}

TEST(report_json_hostile, is_read_back_as_what_was_sent) {
    const auto document = boost::json::parse(hostile_json());
    std::size_t found = 0;
    each_string(document, [&](const std::string& text) {
        found += text == expected() ? 1 : 0;
        EXPECT_TRUE(text == expected() || text.find_first_of(std::string_view("\0\x1b<\x7f", 4)) == text.npos) << text;
    });
    // method, target, scheme, 5 of fields, body; 3 of forwarding lines, XFF's and X-Real-IP's text; syn; 6 of the
    // server; 12 of PROXY's; 4 and 9 of TLS.
    EXPECT_GE(found, 40U);
}

} // namespace
} // namespace srcip
