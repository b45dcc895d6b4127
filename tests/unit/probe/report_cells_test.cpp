#include "probe/report/cells.hpp"

#include <gtest/gtest.h>

#include <string>

namespace srcip::probe {
namespace {

TEST(cells, are_counted_as_a_terminal_does) {
    EXPECT_EQ(display_width("abc"), 3U);
    EXPECT_EQ(display_width("✓ kept"), 6U);
    EXPECT_EQ(display_width("节点"), 4U);
    EXPECT_EQ(display_width("😀"), 2U);
    EXPECT_EQ(display_width("e\xCC\x81"), 1U);
    EXPECT_EQ(display_width("\xFF"), 1U);
}

TEST(cells, are_cut_between_characters) {
    EXPECT_EQ(fit("abcdef", 6, "…"), "abcdef");
    EXPECT_EQ(fit("abcdef", 4, "…"), "abc…");
    EXPECT_EQ(fit("节点名", 4, "…"), "节…");
    EXPECT_EQ(fit("ae\xCC\x81io", 3, "~"), "ae\xCC\x81~");
    EXPECT_EQ(fit("abc", 1, "…"), "…");
    EXPECT_EQ(fit("abc", 0, "…"), "");
    EXPECT_EQ(fit_end("abcdef", 4, "…"), "…def");
    EXPECT_EQ(fit_end("节点名", 4, "…"), "…名");
    EXPECT_EQ(fit_end("abe\xCC\x81i", 2, "…"), "…i");
    EXPECT_EQ(fit_end("abc", 0, "…"), "");
}

TEST(cells, are_cut_in_the_middle_where_both_ends_matter) {
    EXPECT_EQ(fit_middle("abcdef", 6, "…"), "abcdef");
    EXPECT_EQ(fit_middle("ip-10-0-1-23.internal", 11, "…"), "ip-10…ernal");
    EXPECT_EQ(fit_middle("节点名字", 5, "…"), "节…字");
    EXPECT_EQ(fit_middle("abcdef", 2, "…"), "a…");
    EXPECT_EQ(fit_middle("abcdef", 0, "…"), "");
}

TEST(cells, are_wrapped_at_spaces_and_indented) {
    EXPECT_EQ(wrapped("one two three", 0, 2), "one two three\n");
    EXPECT_EQ(wrapped("one two three", 13, 2), "one two three\n");
    EXPECT_EQ(wrapped("one two three", 8, 2), "one two\n  three\n");
    EXPECT_EQ(wrapped("  one two", 6, 2), "  one\n  two\n");
    EXPECT_EQ(wrapped("one  two ", 4, 0), "one\ntwo\n");
    EXPECT_EQ(wrapped("", 4, 2), "\n");
}

TEST(cells, are_wrapped_within_a_word_only_when_it_is_longer_than_a_line) {
    EXPECT_EQ(wrapped("abcdefgh", 5, 1), "abcde\n fgh\n");
    EXPECT_EQ(wrapped("a bcdefgh", 5, 1), "a\n bcde\n fgh\n");
    EXPECT_EQ(wrapped("节点名", 4, 0), "节点\n名\n");
    EXPECT_EQ(wrapped("节点", 1, 0), "节\n点\n"); // wider than the line, but it comes to an end
    EXPECT_EQ(wrapped("abc", 2, 4), "ab\nc\n");   // no room for the indent
}

} // namespace
} // namespace srcip::probe
