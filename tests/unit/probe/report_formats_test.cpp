#include "probe/report/formats.hpp"

#include "report_fixture.hpp"

#include "tests/support/exposition_check.hpp"
#include "tests/support/golden.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

/// Those that programs read. What people see has tests of its own.
struct machine_format {
    report_format format;
    std::string_view golden; ///< below tests/golden/sipprobe
};

constexpr machine_format machine_formats[] = {
    {report_format::json, "report.json"},   {report_format::junit, "report.junit.xml"},
    {report_format::markdown, "report.md"}, {report_format::github, "report.github.txt"},
    {report_format::csv, "report.csv"},     {report_format::prometheus, "report.prom"},
    {report_format::tap, "report.tap"},
};

class report_formats_test : public testing::TestWithParam<machine_format> {};

INSTANTIATE_TEST_SUITE_P(all, report_formats_test, testing::ValuesIn(machine_formats),
                         [](const auto& info) { return std::string(to_string(info.param.format)); });

TEST_P(report_formats_test, show_a_report_that_has_everything) {
    test::expect_golden("sipprobe/" + std::string(GetParam().golden),
                        render(GetParam().format, complete_report().report()));
}

TEST_P(report_formats_test, show_a_report_that_has_nothing) {
    std::string name(GetParam().golden);
    name.replace(0, name.find('.'), "empty");
    test::expect_golden("sipprobe/" + name, render(GetParam().format, empty_report().report()));
}

TEST_P(report_formats_test, do_not_depend_on_the_order_or_the_speed_of_the_sweep) {
    report_fixture f = complete_report();
    const std::string once = render(GetParam().format, f.report());
    std::reverse(f.rows.begin(), f.rows.end());
    std::reverse(f.health.begin(), f.health.end());
    for (sweep_row& row : f.rows)
        row.observation.elapsed = std::chrono::microseconds(12345);
    EXPECT_EQ(render(GetParam().format, f.report()), once);
}

TEST_P(report_formats_test, come_piece_by_piece) {
    report_fixture f = complete_report();
    const std::vector<sweep_row> few = f.rows;
    for (unsigned copy = 0; copy != 100; ++copy)
        for (sweep_row row : few) {
            row.path.id += std::to_string(copy);
            row.path.node += std::to_string(copy);
            f.rows.push_back(row);
        }
    const std::string whole = render(GetParam().format, f.report());
    std::string pieces;
    std::size_t longest = 0;
    text_output out([&](std::string_view piece) {
        pieces += piece;
        longest = std::max(longest, piece.size());
    });
    render(GetParam().format, f.report(), {}, out);
    EXPECT_EQ(pieces, whole);
    EXPECT_LT(longest, 80'000U);
    EXPECT_EQ(out.size(), whole.size());
}

TEST(report_formats, are_found_by_their_names) {
    for (const report_format format : report_formats())
        EXPECT_EQ(find_report_format(to_string(format)), format);
    EXPECT_EQ(find_report_format("yaml"), std::nullopt);
    EXPECT_EQ(find_report_format(""), std::nullopt);
}

TEST(report_prometheus, is_what_a_server_takes) {
    for (const report_fixture& f : {complete_report(), empty_report()}) {
        const std::string page = render(report_format::prometheus, f.report());
        EXPECT_EQ(test::exposition_problems(page), std::vector<std::string>()) << page;
    }
}

} // namespace
} // namespace srcip::probe
