#include "probe/report/html.hpp"

#include "report_fixture.hpp"

#include <srcip/utf8.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace srcip::probe {
namespace {

using testing::HasSubstr;

std::string page_of(const report_fixture& fixture) { return render_html(fixture.report()); }

TEST(html_report, does_not_depend_on_the_order_of_a_sweep) {
    report_fixture fixture = complete_report();
    const std::string before = page_of(fixture);
    std::reverse(fixture.rows.begin(), fixture.rows.end());
    std::reverse(fixture.health.begin(), fixture.health.end());
    EXPECT_EQ(page_of(fixture), before);
}

TEST(html_report, comes_piece_by_piece) {
    report_fixture fixture = complete_report();
    while (fixture.rows.size() < 2000)
        fixture.rows.insert(fixture.rows.end(), fixture.rows.begin(), fixture.rows.begin() + 18);
    std::string pieces;
    std::size_t longest = 0;
    text_output out([&](std::string_view piece) {
        pieces += piece;
        longest = std::max(longest, piece.size());
    });
    render_html(fixture.report(), out);
    out.finish();
    EXPECT_EQ(pieces, page_of(fixture));
    EXPECT_LT(longest, 100'000U);
}

TEST(html_report, has_its_verdict_in_the_title) {
    EXPECT_THAT(page_of(complete_report()),
                HasSubstr("<title>✗ 4 of 18 promises are broken, and 1 health port disagrees – sipprobe</title>"));
    EXPECT_THAT(page_of(empty_report()), HasSubstr("<title>? no path was walked – sipprobe</title>"));
}

TEST(html_report, folds_what_is_fine_in_long_reports_only) {
    report_fixture fixture = complete_report();
    for (sweep_row& row : fixture.rows)
        row.verdict.promise = promise_outcome::kept;
    EXPECT_THAT(page_of(fixture), HasSubstr("id=\"s0\" open>"));
    while (fixture.rows.size() <= 1000)
        fixture.rows.insert(fixture.rows.end(), fixture.rows.begin(), fixture.rows.begin() + 18);
    EXPECT_THAT(page_of(fixture), HasSubstr("id=\"s0\"><summary"));
    for (sweep_row& row : fixture.rows)
        row.verdict.promise = promise_outcome::broken;
    EXPECT_THAT(page_of(fixture), HasSubstr("id=\"s0\" open>"));
}

TEST(html_report, takes_no_markup_from_outside) {
    const auto tags = [](const std::string& text) {
        const std::string page = page_of(hostile_report(text));
        return std::count(page.begin(), page.end(), '<');
    };
    for (const std::string& text : hostile_texts())
        EXPECT_EQ(tags(text), tags("a")) << text.substr(0, 80);
}

TEST(html_report, is_utf8_without_controls_whatever_it_shows) {
    for (const std::string& text : hostile_texts()) {
        const std::string page = page_of(hostile_report(text));
        for (std::size_t i = 0; i != page.size();) {
            const std::size_t length = utf8_sequence_length(std::string_view(page).substr(i));
            ASSERT_NE(length, 0U) << page.substr(i, 40);
            const char32_t c = utf8_code_point(std::string_view(page).substr(i, length));
            ASSERT_TRUE((c >= 0x20 || c == U'\n') && (c < 0x7F || c > 0x9F)) << page.substr(i, 40);
            i += length;
        }
    }
}

} // namespace
} // namespace srcip::probe
