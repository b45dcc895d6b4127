#include "probe/merge.hpp"

#include "probe/report/matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

sweep_row row(std::string service, seen_outcome seen, promise_outcome promise) {
    sweep_row out;
    out.path.name_space = "default";
    out.path.service = std::move(service);
    out.path.kind = path_kind::load_balancer;
    out.path.target = {ip_address::parse("203.0.113.1").value(), 80};
    out.path.id = make_path_id(out.path);
    out.verdict.seen = seen;
    out.verdict.promise = promise;
    if (seen == seen_outcome::snat)
        out.verdict.rewritten_by = rewriter{rewriter_kind::pod_bridge, "n1", "", ""};
    return out;
}

std::vector<named_report> three_places() {
    std::vector<named_report> out(3);
    out[0].file = "a.json";
    out[0].report.rows = {row("web", seen_outcome::preserved, promise_outcome::kept)};
    out[1].file = "b.json";
    out[1].report.from.kind = vantage_kind::node;
    out[1].report.from.node = "n1";
    out[1].report.rows = {row("web", seen_outcome::snat, promise_outcome::kept),
                          row("api", seen_outcome::timeout, promise_outcome::kept)};
    out[2].file = "c.json";
    out[2].report.rows = {row("web", seen_outcome::timeout, promise_outcome::broken)};
    return out;
}

TEST(merge, has_a_row_for_every_path_and_a_cell_for_every_place) {
    const auto reports = three_places();
    const auto matrix = merge(reports);
    EXPECT_THAT(matrix.places, ElementsAre("outside (a.json)", "node n1", "outside (c.json)"));
    ASSERT_EQ(matrix.paths.size(), 2U);
    EXPECT_EQ(matrix.paths[0].way->service, "api");
    EXPECT_EQ(matrix.paths[0].rows[0], nullptr);
    EXPECT_EQ(matrix.paths[0].rows[1], &reports[1].report.rows[1]);
    EXPECT_EQ(matrix.paths[1].rows[2]->verdict.seen, seen_outcome::timeout);
}

TEST(merge, ends_with_the_worst_status) {
    auto reports = three_places();
    EXPECT_EQ(exit_code(reports), 1);
    reports.pop_back();
    EXPECT_EQ(exit_code(reports), 0);
    reports[0].report.gaps = {"nodes may not be listed"};
    EXPECT_EQ(exit_code(reports), 4);
}

TEST(merge, is_shown_in_words_where_they_fit_and_in_letters_where_not) {
    const auto reports = three_places();
    const auto matrix = merge(reports);
    table_style style;
    EXPECT_EQ(render_matrix_table({reports, matrix, "1"}, style), R"(from
  1  outside (a.json): 1 path, all as promised
  2  node n1: 2 paths, all as promised
  3  outside (c.json): 1 path, a promise broken

  PATH                           1            2            3
  default/api
    LoadBalancer 203.0.113.1:80  ·            ✓ timeout    ·
  default/web
    LoadBalancer 203.0.113.1:80  ✓ preserved  ✓ bridge n1  ✗ timeout
)");
    style.width = 50;
    style.unicode = false;
    const auto narrow = render_matrix_table({reports, matrix, "1"}, style);
    EXPECT_THAT(narrow, HasSubstr("LoadBalancer 203.0.113.1:80  +P  +S  xT\n"));
    EXPECT_THAT(narrow, HasSubstr("T timeout"));
}

TEST(merge, shows_foreign_text_escaped) {
    auto reports = three_places();
    reports[0].report.rows[0].path.service = "\x1b[31m";
    reports[1].report.from.node = "\xe2\x80\xae";
    const auto matrix = merge(reports);
    EXPECT_THAT(render_matrix_table({reports, matrix, "1"}, {}), Not(HasSubstr("\x1b")));
    EXPECT_THAT(render_matrix_json({reports, matrix, "1"}), Not(HasSubstr("\xe2\x80\xae")));
}

} // namespace
} // namespace srcip::probe
