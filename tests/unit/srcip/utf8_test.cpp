#include <srcip/utf8.hpp>

#include <gtest/gtest.h>

namespace srcip {
namespace {

TEST(utf8, measures_well_formed_sequences_and_nothing_else) {
    const std::pair<std::string_view, std::size_t> table[] = {
        {"", 0},
        {"a", 1},
        {"\xc3\xa9", 2},
        {"\xe2\x82\xac", 3},
        {"\xf0\x9f\x98\x80", 4},
        {"\x80", 0},
        {"\xc0\xaf", 0},
        {"\xc1\xbf", 0},
        {"\xe0\x9f\xbf", 0},
        {"\xe0\xa0\x80", 3},
        {"\xed\x9f\xbf", 3},
        {"\xed\xa0\x80", 0},
        {"\xf0\x8f\xbf\xbf", 0},
        {"\xf4\x8f\xbf\xbf", 4},
        {"\xf4\x90\x80\x80", 0},
        {"\xf5\x80\x80\x80", 0},
        {"\xc3", 0},
        {"\xe2\x82", 0},
        {"\xc3(", 0},
        {"\xff", 0},
    };
    for (const auto& [text, length] : table)
        EXPECT_EQ(utf8_sequence_length(text), length) << testing::PrintToString(text);
}

TEST(utf8, replaces_only_the_bytes_that_fit_nowhere) {
    std::string out = ">";
    append_valid_utf8("a\xff\xc3\xa9\xe2\x82z\xf0\x9f\x98\x80", out);
    EXPECT_EQ(out, ">a\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbdz\xf0\x9f\x98\x80");
}

} // namespace
} // namespace srcip
