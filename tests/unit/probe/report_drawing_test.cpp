#include "probe/report/drawing.hpp"

#include "report_fixture.hpp"

#include "probe/report/cells.hpp"
#include "probe/rules.hpp"
#include "tests/support/golden.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace srcip::probe {
namespace {

std::string drawn(const path_drawing& drawing, const drawing_style& style) {
    return drawing.title + '\n' + drawing_text(drawing, style) + drawing.caption + '\n';
}

std::string all_paths(const drawing_style& style) {
    const report_fixture fixture = complete_report();
    const sweep_report report = fixture.report();
    std::string out;
    for (const service_group& group : group_by_service(report))
        for (const sweep_row* row : group.rows)
            out += drawn(draw_path(*row, report), style) + '\n';
    return out;
}

/// The tutorial's own. Their words have tests elsewhere.
std::string tutorial_rules() {
    std::string out;
    for (const char* id : {"nodeport-cluster", "nodeport-local-endpoint", "nodeport-local-no-endpoint", "vip-cluster",
                           "clusterip-pod", "no-endpoints"})
        out += std::string(id) + '\n' + drawing_text(draw_rule(id).value(), {}) + '\n';
    return out;
}

TEST(drawing, shows_whose_address_the_packets_carry) {
    srcip::test::expect_golden("sipprobe/drawings.txt", all_paths({}));
    srcip::test::expect_golden("sipprobe/drawings-60-ascii.txt", all_paths({60, false}));
}

TEST(drawing, exists_of_every_rule) {
    srcip::test::expect_golden("sipprobe/drawings-of-rules.txt", tutorial_rules());
    for (const promise_rule& rule : promise_rules()) {
        ASSERT_TRUE(draw_rule(rule.id)) << rule.id;
        EXPECT_EQ(draw_rule(rule.id)->stops.size(), draw_rule(rule.id)->legs.size() + 1);
        EXPECT_EQ(draw_rule(rule.id)->caption, rule.text);
    }
    EXPECT_EQ(draw_rule("externalip-cluster")->stops[1].title, "external IP");
    EXPECT_EQ(draw_rule("externalip-local-outside")->stops[1].title, "external IP");
    EXPECT_EQ(draw_rule("clusterip-pod")->stops[1].title, "cluster IP");
    EXPECT_FALSE(draw_rule("no-such-rule"));
}

TEST(drawing, has_one_arrow_between_two_boxes) {
    const report_fixture fixture = complete_report();
    const sweep_report report = fixture.report();
    for (const sweep_row& row : fixture.rows) {
        const path_drawing drawing = draw_path(row, report);
        EXPECT_EQ(drawing.stops.size(), drawing.legs.size() + 1) << drawing.title;
        EXPECT_GE(drawing.stops.size(), 3U) << drawing.title;
    }
}

TEST(drawing, fits_every_width) {
    const report_fixture fixture = complete_report();
    const sweep_report report = fixture.report();
    for (std::size_t width = 8; width <= 200; ++width)
        for (const sweep_row& row : fixture.rows) {
            std::istringstream text(drawing_text(draw_path(row, report), {width, width % 2 == 0}));
            for (std::string line; std::getline(text, line);)
                EXPECT_LE(display_width(line), width) << line;
        }
}

TEST(drawing, is_of_the_first_broken_path) {
    const report_fixture fixture = complete_report();
    const sweep_row* worst = worst_row(group_by_service(fixture.report()));
    ASSERT_NE(worst, nullptr);
    EXPECT_EQ(worst->path.id, "default/web NodePort n1 10.240.0.11:30080");
}

TEST(drawing, is_left_out_when_nothing_is_wrong) {
    report_fixture fixture = complete_report();
    for (sweep_row& row : fixture.rows)
        row.verdict.promise = promise_outcome::better;
    EXPECT_EQ(worst_row(group_by_service(fixture.report())), nullptr);
    EXPECT_EQ(worst_row({}), nullptr);
}

} // namespace
} // namespace srcip::probe
