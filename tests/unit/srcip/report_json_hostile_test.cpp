#include "report_sample.hpp"

#include <srcip/utf8.hpp>

#include <gtest/gtest.h>

// Every text that comes from outside, full of what text should not hold.
namespace srcip {
namespace {

using namespace srcip::testing;

/// What of hostile_text() a reader of the JSON must find.
std::string expected() {
    std::string out;
    append_valid_utf8(hostile_text(), out);
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

std::string hostile_json() {
    const filled_report filled(hostile_text());
    std::string out;
    append_json(filled.report, out);
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
