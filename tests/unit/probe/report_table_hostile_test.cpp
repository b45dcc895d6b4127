#include "probe/report/table.hpp"

#include "report_fixture.hpp"

#include "probe/report/cells.hpp"
#include "probe/report/drawing.hpp"

#include <srcip/utf8.hpp>

#include <gtest/gtest.h>

#include <sstream>

namespace srcip::probe {
namespace {

/// What may neither command a terminal nor reorder or hide what stands beside it.
bool is_unsafe(char32_t c) {
    return (c < 0x20 && c != U'\n') || (c >= 0x7F && c <= 0x9F) || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xE0000 && c <= 0xE007F);
}

/// Where `text` holds anything unsafe, or npos.
std::size_t first_unsafe(std::string_view text) {
    for (std::size_t i = 0; i != text.size();) {
        const std::size_t length = utf8_sequence_length(text.substr(i));
        if (length == 0 || is_unsafe(utf8_code_point(text.substr(i, length))))
            return i;
        i += length;
    }
    return std::string_view::npos;
}

TEST(sweep_table, obeys_no_foreign_text) {
    for (const std::string& text : hostile_texts()) {
        const report_fixture fixture = hostile_report(text);
        for (const table_style& style : {table_style{}, {80, false, true, true}, {200, false, false, true}}) {
            const std::string table = render_table(fixture.report(), style);
            const std::size_t at = first_unsafe(table);
            EXPECT_EQ(at, std::string_view::npos) << table.substr(at == std::string_view::npos ? 0 : at, 80);
        }
    }
}

TEST(sweep_table, fits_with_any_foreign_text_in_it) {
    for (const std::string& text : hostile_texts()) {
        const report_fixture fixture = hostile_report(text);
        for (const std::size_t width : {20U, 37U, 80U, 120U, 200U}) {
            std::istringstream table(render_table(fixture.report(), {width, false, true, width > 100}));
            for (std::string line; std::getline(table, line);) {
                EXPECT_LE(display_width(line), width) << line;
                EXPECT_FALSE(line.ends_with(' ')) << line;
            }
        }
    }
}

TEST(sweep_table, gives_foreign_text_no_line_of_its_own) {
    const auto lines = [](const std::string& text) {
        const report_fixture fixture = hostile_report(text);
        const std::string table = render_table(fixture.report(), {});
        return std::count(table.begin(), table.end(), '\n');
    };
    EXPECT_EQ(lines("a\nb\r\nc\xE2\x80\xA8"
                    "d\xC2\x85"
                    "e"),
              lines("a"));
}

TEST(sweep_table, aligns_wide_and_combining_characters) {
    report_fixture fixture = complete_report();
    std::size_t n = 0;
    for (sweep_row& row : fixture.rows)
        row.path.node = std::array{"节点😀", "e\xCC\x81", "n1", "ａｂ"}[n++ % 4];
    std::istringstream table(render_table(fixture.report(), {}));
    std::size_t column = 0;
    for (std::string line; std::getline(table, line);)
        if (const std::size_t at = line.find("10.240.0.1"); line.find("  NodePort ") == 3 && at != std::string::npos) {
            const std::size_t width = display_width(line.substr(0, at));
            EXPECT_TRUE(column == 0 || column == width) << line;
            column = width;
        }
}

} // namespace
} // namespace srcip::probe
