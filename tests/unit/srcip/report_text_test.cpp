#include <srcip/report_text.hpp>
#include <srcip/version.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace srcip {
namespace {

const server_identity nobody;

echo_report report_of(request_view request) {
    echo_report report;
    report.client_address = ip_address::parse("198.51.100.79").value();
    report.request = request;
    report.server = &nobody;
    report.listening_port = 8080;
    return report;
}

std::string text_of(const request_view& request, text_options options = {}) {
    std::string out;
    append_text_1_4(report_of(request), options, out);
    return out;
}

std::string line_of(const std::string& text, const std::string& key) {
    const auto start = text.find('\n' + key + '=');
    if (start == text.npos)
        return "no line " + key;
    return text.substr(start + key.size() + 2, text.find('\n', start + 1) - start - key.size() - 2);
}

TEST(text_1_4, is_the_whole_known_text) {
    const header_field headers[] = {{"Host", "ex"}, {"Accept", "*/*"}};
    EXPECT_EQ(text_of({.method = "POST", .target = "/p?x=1", .headers = headers, .body = "abc\n"}),
              "CLIENT VALUES:\nclient_address=198.51.100.79\ncommand=POST\nreal path=/p?x=1\nquery=x=1\n"
              "request_version=1.1\nrequest_uri=http://ex:8080/p?x=1\n\nSERVER VALUES:\nserver_version=srcip: " +
                  std::string(version()) + "\n\nHEADERS RECEIVED:\naccept=*/*\nhost=ex\nBODY:\nabc\n");
}

/// It is written into room that was measured beforehand: whatever is long must have been counted.
TEST(text_1_4, is_whole_however_long_its_parts_are) {
    const std::string method(3000, 'M');
    const std::string host = std::string(3000, 'h') + ":65535";
    const std::string target = '/' + std::string(5000, 'p') + '?' + std::string(5000, 'q');
    std::vector<std::string> names;
    for (int i = 0; i < 99; ++i)
        names.push_back('X' + std::to_string(i) + std::string(500, 'N'));
    std::vector<header_field> headers{{"Host", host}};
    for (const auto& name : names)
        headers.push_back({name, host});
    auto report = report_of({.method = method, .target = target, .scheme = "https", .headers = headers});
    report.client_address = ip_address::parse("2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff").value();
    report.listening_port = 65535;
    for (const bool strict : {false, true}) {
        std::string text;
        append_text_1_4(report, {strict}, text);
        EXPECT_EQ(line_of(text, "client_address"), "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff");
        EXPECT_EQ(line_of(text, "command"), method);
        EXPECT_EQ(line_of(text, "real path"), target);
        EXPECT_EQ(line_of(text, "query"), std::string(5000, 'q'));
        EXPECT_EQ(line_of(text, "request_uri"), "https://" + std::string(3000, 'h') + ":65535" + target);
        EXPECT_EQ(line_of(text, "host"), host);
        for (int i = 0; i < 99; ++i)
            EXPECT_EQ(line_of(text, 'x' + std::to_string(i) + std::string(500, 'n')), host) << i;
        EXPECT_TRUE(text.ends_with("\nBODY:\n-no body in request-"));
    }
}

TEST(text_1_4, says_client_address_once_as_scripts_expect) {
    const auto text = text_of({.method = "GET", .target = "/"});
    EXPECT_EQ(text.find("client_address"), text.rfind("client_address"));
}

TEST(text_1_4, derives_path_query_and_uri_from_every_form_of_target) {
    struct row {
        const char *target, *host, *path, *query, *uri;
    };
    const row table[] = {
        {"/", "ex", "/", "nil", "http://ex:8080/"},
        {"/?", "ex", "/?", "nil", "http://ex:8080/?"},
        {"/a?b?c", "ex", "/a?b?c", "b?c", "http://ex:8080/a?b?c"},
        {"/a?b#c", "ex", "/a?b#c", "b", "http://ex:8080/a?b#c"},
        {"/a?#c", "ex", "/a?#c", "", "http://ex:8080/a?#c"},
        {"/a?a=%00?#c", "ex", "/a?a=%00?#c", "a=%00?", "http://ex:8080/a?a=%00?#c"},
        {"http://abs.example?q", "hh", "?q", "q", "http://abs.example:8080?q"},
        {"/a#c?b", "ex", "/a#c?b", "nil", "http://ex:8080/a#c?b"},
        {"http://abs.example:81/p?q", "hh:1", "/p?q", "q", "http://abs.example:8080/p?q"},
        {"http://abs.example", "hh", "/", "nil", "http://abs.example:8080/"},
        {"/x/http://y/z", "ex", "/x/http://y/z", "nil", "http://ex:8080/x/http://y/z"},
    };
    for (const auto& r : table) {
        const header_field headers[] = {{"Host", r.host}};
        const auto text = text_of({.method = "GET", .target = r.target, .headers = headers});
        EXPECT_EQ(line_of(text, "real path"), r.path);
        EXPECT_EQ(line_of(text, "query"), r.query);
        EXPECT_EQ(line_of(text, "request_uri"), r.uri);
    }
}

TEST(text_1_4, prints_http_1_0_and_its_missing_host) {
    const auto text = text_of({.method = "GET", .target = "/", .version = 10});
    EXPECT_EQ(line_of(text, "request_version"), "1");
    EXPECT_EQ(line_of(text, "request_uri"), "http://_:8080/");
}

TEST(text_1_4, lowers_and_sorts_fields_and_drops_names_that_nginx_does_not_take) {
    const header_field headers[] = {{"X-b", "1"}, {"x-A", "2"}, {"X_u", "3"},  {"X.y", "5"},
                                    {"X!", "6"},  {"~", "7"},   {"Empty", ""}, {"x-b", "4"}};
    const auto text = text_of({.method = "GET", .target = "/", .headers = headers});
    EXPECT_NE(text.find("RECEIVED:\nempty=\nx-a=2\nx-b=1\nx-b=4\nBODY:"), text.npos) << text;
}

TEST(text_1_4, strict_repeats_the_old_faults) {
    const header_field headers[] = {{"X-B", "1"}, {"x-b", "4"}, {"a", ""}};
    const std::string fits(10239, 'x');
    const std::string lost(10240, 'x');
    EXPECT_NE(text_of({.method = "PUT", .target = "/", .headers = headers, .body = fits}, {.strict = true})
                  .find("a=\nx-b=14\nBODY:\nxxx"),
              std::string::npos);
    EXPECT_NE(text_of({.method = "PUT", .target = "/", .body = lost}, {.strict = true}).find("-no body in request-"),
              std::string::npos);
    EXPECT_NE(text_of({.method = "PUT", .target = "/", .body = lost}).find(lost), std::string::npos);
}

TEST(text_1_4, strict_counts_chunked_bodies_otherwise) {
    const header_field headers[] = {{"Transfer-Encoding", "chunked"}};
    const std::string fits(8192, 'x');
    const std::string lost(8193, 'x');
    EXPECT_NE(text_of({.method = "PUT", .target = "/", .headers = headers, .body = fits}, {.strict = true}).find(fits),
              std::string::npos);
    EXPECT_NE(text_of({.method = "PUT", .target = "/", .headers = headers, .body = lost}, {.strict = true})
                  .find("BODY:\n-no body in request-"),
              std::string::npos);
}

TEST(text_1_4, tells_an_empty_body_from_none) {
    EXPECT_TRUE(text_of({.method = "PUT", .target = "/"}).ends_with("BODY:\n-no body in request-"));
    EXPECT_TRUE(text_of({.method = "PUT", .target = "/", .body = ""}).ends_with("BODY:\n"));
}

TEST(normalised_host, is_lower_case_without_port_and_trailing_dot) {
    const std::pair<const char*, const char*> table[] = {
        {"ex", "ex"},       {"EX.Com.:99", "ex.com"},
        {"ex:", "ex"},      {"a_b-c~", "a_b-c~"},
        {"%41b", "%41b"},   {"[2001:DB8::1]:30080", "[2001:db8::1]"},
        {"[::1]", "[::1]"}, {"192.0.2.1:1", "192.0.2.1"},
    };
    for (const auto& [authority, host] : table) {
        std::string out;
        EXPECT_TRUE(append_normalised_host(authority, out)) << authority;
        EXPECT_EQ(out, host);
    }
}

TEST(normalised_host, refuses_what_is_no_authority_and_leaves_the_output_alone) {
    for (const auto* authority : {"", ":80", ".", "a b", "a/b", "u@h", "ex:8o", "ex:1:2", "[::1", "[::1]x", "[1.2.3.4]",
                                  "[]", "a%4", "a%zz", "a\"b", "a<b", "a\\b", "\x7f", "h\xc3\xb6"}) {
        std::string out = "untouched";
        EXPECT_FALSE(append_normalised_host(authority, out)) << authority;
        EXPECT_EQ(out, "untouched");
    }
}

} // namespace
} // namespace srcip
