#include "probe/report/changes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

using testing::HasSubstr;
using testing::Not;

sweep_row row(std::string id, seen_outcome seen, promise_outcome promise) {
    sweep_row out;
    out.path.id = std::move(id);
    out.path.name_space = "default";
    out.path.service = "web";
    out.path.promise = {expectation::preserve, "nodeport-local-endpoint"};
    out.verdict.seen = seen;
    out.verdict.promise = promise;
    return out;
}

const vantage outside;
const std::vector<sweep_row> before{row("a", seen_outcome::preserved, promise_outcome::kept),
                                    row("b", seen_outcome::preserved, promise_outcome::kept)};
const std::vector<sweep_row> after{row("a", seen_outcome::timeout, promise_outcome::broken)};

TEST(changes, are_told_to_people_and_programs) {
    const auto changes = compare(before, after);
    const changes_report report{{"old.json", outside, 2}, {"", outside, 1}, changes, "1.2.3"};
    EXPECT_EQ(render_changes_table(report, {}), R"(before  old.json: from outside, 2 paths
after   this sweep: from outside, 1 path

✗ worse  a
         before  preserved, kept
         after   timeout, broken
· other  b
         before  preserved, kept
         after   no such path

2 changes: 1 worse, 0 unclear, 1 other, 0 better; 0 paths as before
)");
    EXPECT_THAT(render_changes_markdown(report), HasSubstr("| ✗ worse | `a` | preserved, kept | timeout, broken |\n"));
    const auto json = render_changes_json(report);
    EXPECT_THAT(json, HasSubstr(R"("schema": "srcip.diff/v1")"));
    EXPECT_THAT(json, HasSubstr("\"what\": [\n        \"gone\"\n      ]"));
    EXPECT_THAT(json, HasSubstr("\"after\": null"));
    EXPECT_EQ(change_line(changes.changes[0], {}), "✗ worse  a: preserved, kept → timeout, broken");
}

TEST(changes, between_two_places_say_so) {
    vantage node{vantage_kind::node, "n1", "", {}};
    const auto changes = compare(before, before);
    const changes_report report{{"a", outside, 2}, {"b", node, 2}, changes, "1"};
    EXPECT_THAT(render_changes_table(report, {}), HasSubstr("stood in different places"));
    EXPECT_THAT(render_changes_markdown(report), HasSubstr("stood in different places"));
}

TEST(changes, show_foreign_text_escaped) {
    const std::vector<sweep_row> hostile{row("a\x1b[2J|`<b>\n", seen_outcome::timeout, promise_outcome::broken)};
    const auto changes = compare({}, hostile);
    const changes_report report{{"\x1b]0;x", outside, 0}, {"", outside, 1}, changes, "1"};
    for (const auto& text : {render_changes_table(report, {}), render_changes_markdown(report),
                             render_changes_json(report), change_line(changes.changes[0], {})})
        EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

} // namespace
} // namespace srcip::probe
