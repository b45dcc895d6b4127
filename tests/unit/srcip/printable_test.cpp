#include <srcip/printable.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace srcip {
namespace {

using namespace std::string_view_literals;

struct printable_case {
    std::string_view input;
    std::string_view output;
};

TEST(printable, shows_what_is_safe_and_escapes_the_rest) {
    const printable_case cases[] = {
        {"", ""},
        {"plain text, with \"quotes\" and \\", "plain text, with \"quotes\" and \\"},
        {"grün 日本 🙂", "grün 日本 🙂"},
        {"a\nb\r\tc"sv, "a\\x0ab\\x0d\\x09c"},
        {"\x1b[31mred"sv, "\\x1b[31mred"},
        {"\x1b]8;;http://evil\a"sv, "\\x1b]8;;http://evil\\x07"},
        {"nul\0del\x7f"sv, "nul\\x00del\\x7f"},
        {"raw C1 \x9b"sv, "raw C1 \\x9b"},
        {"encoded C1 \xc2\x9b"sv, "encoded C1 \\u{9b}"},
        {"\xe2\x80\xae override", "\\u{202e} override"},
        {"\xe2\x80\xa8 line \xe2\x81\xa6 isolate", "\\u{2028} line \\u{2066} isolate"},
        {"\xef\xbb\xbfmark", "\\u{feff}mark"},
        {"\xf3\xa0\x81\x81 tag", "\\u{e0041} tag"},
        {"\xc0\xaf overlong", "\\xc0\\xaf overlong"},
        {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
        {"\xed\xa0\x80 surrogate", "\\xed\\xa0\\x80 surrogate"},
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
        {"\xff\xfe", "\\xff\\xfe"},
        {"cut \xe2\x82", "cut \\xe2\\x82"},
        {"\xc3(", "\\xc3("},
    };
    for (const printable_case& c : cases)
        EXPECT_EQ(printable(c.input), c.output);
}

TEST(printable, caps_the_length_between_characters) {
    EXPECT_EQ(printable("abcdef", 6), "abcdef");
    EXPECT_EQ(printable("abcdef", 5), "abcde…");
    EXPECT_EQ(printable("abc\x1b", 5), "abc…");
    EXPECT_EQ(printable("aäb", 2), "a…");
    EXPECT_EQ(printable("x", 0), "…");
    EXPECT_EQ(printable("", 0), "");
    EXPECT_EQ(printable(std::string(1000000, 'x')).size(), printable_default_max + std::string_view("…").size());
}

TEST(printable, lets_no_control_through_whatever_the_bytes) {
    for (unsigned a = 0; a < 256; ++a) {
        for (unsigned b = 0; b < 256; ++b) {
            const std::string shown = printable(std::string{static_cast<char>(a), static_cast<char>(b)});
            for (const char c : shown) {
                ASSERT_GE(static_cast<unsigned char>(c), 0x20U) << a << ' ' << b;
                ASSERT_NE(c, '\x7f') << a << ' ' << b;
            }
            ASSERT_EQ(shown, printable(shown)) << a << ' ' << b;
        }
    }
}

} // namespace
} // namespace srcip
