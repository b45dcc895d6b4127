#include "html_tags.hpp"
#include "report_sample.hpp"

#include <srcip/report_html.hpp>
#include <srcip/utf8.hpp>

#include <gtest/gtest.h>

// Every text that comes from outside, full of what text should not hold.
namespace srcip {
namespace {

using namespace srcip::testing;

std::string page_of(const echo_report& report) {
    std::string out;
    append_html(report, out);
    return out;
}

/// A page in which every text from outside is `text`.
std::string page_with(const std::string& text, proxy_transport transport = proxy_transport::unix_stream) {
    filled_report filled(text);
    filled.proxy.transport = transport;
    return page_of(filled.report);
}

TEST(report_html_hostile, has_the_markup_that_a_harmless_one_has) {
    for (const auto transport : {proxy_transport::unix_stream, proxy_transport::tcp4}) {
        const auto harmless = tags_of(page_with("harmless, but no address", transport));
        EXPECT_EQ(tags_of(page_with(hostile_text() + "," + hostile_text(), transport)), harmless);
        EXPECT_EQ(first_unbalanced(harmless), "");
    }
}

TEST(report_html_hostile, holds_nothing_that_acts_on_its_neighbours) {
    const auto page = page_with(hostile_text());
    for (std::string_view rest = page; !rest.empty(); rest.remove_prefix(utf8_sequence_length(rest))) {
        const auto length = utf8_sequence_length(rest);
        ASSERT_NE(length, 0U) << "not UTF-8 at " << page.size() - rest.size();
        const auto c = utf8_code_point(rest.substr(0, length));
        const bool harmless = (c >= ' ' && c < 0x7f) || c == '\n' ||
                              std::u32string_view(U"é😀✓●⚠–…’µ↓→").find(c) != std::u32string_view::npos;
        ASSERT_TRUE(harmless) << std::hex << static_cast<unsigned>(c);
    }
    const auto text = text_of(page.substr(page.find("</style>")));
    EXPECT_EQ(text.find('>'), text.npos);
    EXPECT_NE(text.find("\\x1b[31m"), text.npos);
    EXPECT_NE(text.find("\\u{202e}"), text.npos);
    EXPECT_NE(text.find("&lt;b x=&#39;&amp;amp;&#39;&gt;&amp;lt;--&gt;"), text.npos);
}

TEST(report_html_hostile, keeps_every_single_byte_out_of_the_markup) {
    const auto harmless = tags_of(page_with("x"));
    for (unsigned byte = 0; byte < 256; ++byte) {
        EXPECT_EQ(tags_of(page_with(std::string(1, static_cast<char>(byte)) + "x")), harmless) << byte;
    }
}

TEST(report_html_hostile, is_bounded_whatever_is_sent) {
    const server_identity nobody;
    auto report = plain_report(nobody);
    const std::string body(10 * 1024 * 1024, '<');
    const std::string line(8 * 1024, '\x01');
    std::string hops;
    for (int i = 0; i < 4000; ++i)
        hops += ",\x01";
    const std::vector<header_field> fields{{"X", line}, {"X-Forwarded-For", hops}};
    report.request = {.method = "PUT", .target = line, .headers = fields, .body = body};
    EXPECT_LT(page_of(report).size(), 256U * 1024U);
}

} // namespace
} // namespace srcip
