#include "probe/report/table.hpp"

#include "recorded_run.hpp"
#include "report_fixture.hpp"

#include "probe/report/cells.hpp"
#include "tests/support/golden.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace srcip::probe {
namespace {

using srcip::test::expect_golden;

std::string recorded_table(const std::string& from_name, const table_style& style) {
    const cluster_facts facts = recorded_cluster();
    const std::vector<sweep_row> rows = recorded_rows(from_name, facts);
    const vantage from = find_vantage(facts, {addr(recorded_vantage_points().at(from_name))});
    return render_table({from, facts, rows, {}, "1.2.3"}, style);
}

std::string complete_table(const table_style& style) {
    const report_fixture fixture = complete_report();
    return render_table(fixture.report(), style);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

TEST(sweep_table, is_what_people_paste_into_tickets) {
    expect_golden("sipprobe/table-recorded-pod.txt", recorded_table("p-echo-1", {}));
    expect_golden("sipprobe/table-recorded-client.txt", recorded_table("client", {}));
}

TEST(sweep_table, shows_all_that_a_sweep_can_see) {
    expect_golden("sipprobe/table.txt", complete_table({}));
    expect_golden("sipprobe/table-ascii.txt", complete_table({0, false, false}));
    expect_golden("sipprobe/table-80.txt", complete_table({80, false, true}));
    expect_golden("sipprobe/table-120-colour.txt", complete_table({120, true, true}));
    expect_golden("sipprobe/wide.txt", complete_table({0, false, true, true}));
    expect_golden("sipprobe/wide-120.txt", complete_table({120, false, true, true}));
}

TEST(sweep_table, begins_with_what_broke) {
    const std::vector<std::string> lines = lines_of(complete_table({}));
    EXPECT_EQ(lines[1], "✗ 4 of 18 promises are broken, and 1 health port disagrees");
    std::size_t last_broken = 0;
    std::size_t first_kept = 0;
    for (std::size_t i = 0; i != lines.size() && !lines[i].starts_with("✗ shop/cart"); ++i) {
        last_broken = lines[i].starts_with("✗ ") ? i : last_broken;
        first_kept = lines[i].starts_with("✓ ") && first_kept == 0 ? i : first_kept;
    }
    EXPECT_LT(last_broken, first_kept);
}

TEST(sweep_table, fits_every_terminal_and_never_ends_a_line_in_a_space) {
    const report_fixture fixture = complete_report();
    for (std::size_t width = 20; width <= 220; ++width)
        for (const bool wide : {false, true})
            for (const std::string& line :
                 lines_of(render_table(fixture.report(), {width, false, width % 2 == 0, wide}))) {
                EXPECT_FALSE(line.ends_with(' ')) << width << ": " << line;
                EXPECT_LE(display_width(line), width) << line;
            }
}

TEST(sweep_table, does_something_with_terminals_that_show_next_to_nothing) {
    for (std::size_t width = 1; width != 20; ++width)
        for (const std::string& line : lines_of(complete_table({width, false, true})))
            EXPECT_LE(display_width(line), std::max<std::size_t>(width, 3)) << width << ": " << line;
}

TEST(sweep_table, keeps_a_path_on_one_line_at_every_width) {
    const auto count_of = [](const std::string& text, std::string_view sign) {
        std::size_t count = 0;
        for (const std::string& line : lines_of(text))
            count += line.starts_with(sign) ? 1U : 0U;
        return count;
    };
    for (const std::size_t width : {20U, 40U, 60U, 80U, 100U, 200U})
        for (const std::string_view sign : {"✗ ", "? ", "✓ ", "↑ "})
            EXPECT_EQ(count_of(complete_table({width, false, true}), sign), count_of(complete_table({}), sign))
                << width;
}

TEST(sweep_table, says_which_columns_it_left_out) {
    EXPECT_NE(complete_table({80, false, true}).find("\nnot shown for want of room: PROMISE, RULE\n"),
              std::string::npos);
    EXPECT_EQ(complete_table({200, false, true}).find("want of room"), std::string::npos);
}

std::string without_colour(const std::string& text) {
    std::string plain;
    for (std::size_t i = 0; i != text.size(); ++i)
        if (text[i] == '\x1b')
            i = text.find('m', i);
        else
            plain += text[i];
    return plain;
}

TEST(sweep_table, says_nothing_by_colour_alone) {
    for (const bool wide : {false, true})
        for (const std::size_t width : {0U, 30U, 60U, 90U, 150U}) {
            const std::string coloured = complete_table({width, true, true, wide});
            EXPECT_NE(coloured.find("\x1b[1;31m✗\x1b[0m"), std::string::npos);
            EXPECT_EQ(without_colour(coloured), complete_table({width, false, true, wide}));
        }
}

TEST(sweep_table, is_ascii_where_the_locale_is) {
    for (const char c : complete_table({100, true, false, true}))
        ASSERT_TRUE(static_cast<unsigned char>(c) < 0x80) << complete_table({100, true, false, true});
}

TEST(sweep_table, does_not_depend_on_the_order_of_a_sweep) {
    report_fixture fixture = complete_report();
    const std::string before = render_table(fixture.report(), {});
    std::reverse(fixture.rows.begin(), fixture.rows.end());
    std::reverse(fixture.health.begin(), fixture.health.end());
    EXPECT_EQ(render_table(fixture.report(), {}), before);
}

TEST(sweep_table, works_without_an_api) {
    const plan made = make_direct_plan({addr("192.0.2.1")}, 80);
    const observation seen = answered("192.0.2.7", "192.0.2.9");
    const vantage from{vantage_kind::outside, "", "", {addr("192.0.2.7")}};
    const std::vector<sweep_row> rows{{made.paths[0], seen, judge(made.paths[0], seen, cluster_facts{}, from)}};
    const cluster_facts nothing_known;
    expect_golden("sipprobe/table-without-api.txt", render_table({from, nothing_known, rows, {}, "1"}, {}));
}

TEST(sweep_table, of_nothing_is_short) {
    const report_fixture fixture = empty_report();
    EXPECT_EQ(render_table(fixture.report(), {}), "from outside\n? no path was walked\n\n"
                                                  "0 paths: 0 kept, 0 better, 0 broken, 0 inconclusive\n");
}

} // namespace
} // namespace srcip::probe
