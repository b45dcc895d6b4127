#include "recorded_run.hpp"

#include "probe/summary.hpp"

#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

/// What an outcome is, said without the code under test: the recorded cluster numbers its nodes.
struct expected {
    seen_outcome seen;
    std::string rewriter;
};

expected expect_of(const recorded_line& line, const std::string& own) {
    if (line.client.empty())
        return {line.curl_exit == 7 ? seen_outcome::refused : seen_outcome::timeout, ""};
    if (line.client == own)
        return {seen_outcome::preserved, ""};
    for (const std::string n : {"1", "2", "3"}) {
        if (line.client == "10.240.0.1" + n)
            return {seen_outcome::snat, "node n" + n};
        if (line.client == "10.180." + n + ".1")
            return {seen_outcome::snat, "pod bridge of n" + n};
    }
    return {seen_outcome::snat, "unknown"};
}

class recorded : public testing::TestWithParam<std::string> {};

TEST_P(recorded, every_line_is_planned_once_and_no_promise_is_broken) {
    const cluster_facts facts = recorded_cluster();
    const std::vector<sweep_row> rows = recorded_rows(GetParam(), facts);
    const std::string own = recorded_vantage_points().at(GetParam());

    std::size_t next = 0;
    for (const recorded_line& line : recorded_lines()) {
        if (line.from != GetParam())
            continue;
        ASSERT_LT(next, rows.size());
        const sweep_row& row = rows[next++];
        SCOPED_TRACE(row.path.id + " rule " + std::string(row.path.promise.rule));
        ASSERT_TRUE(is_path_of(row.path, line)) << "missing or planned twice: " << line.service << ' ' << line.node;
        const expected e = expect_of(line, own);
        EXPECT_EQ(row.verdict.seen, e.seen);
        EXPECT_EQ(row.verdict.rewritten_by ? row.verdict.rewritten_by->to_string() : "", e.rewriter);
        EXPECT_TRUE(row.verdict.promise == promise_outcome::kept || row.verdict.promise == promise_outcome::better)
            << to_string(row.verdict.promise) << ' ' << row.verdict.note;
    }
    EXPECT_EQ(next, rows.size());
    EXPECT_EQ(next, GetParam() == "client" ? 11U : 12U);
    EXPECT_EQ(exit_code(rows), 0);
}

INSTANTIATE_TEST_SUITE_P(vantage_points, recorded,
                         testing::Values("client", "n1", "n2", "p-client-1", "p-client-2", "p-echo-1"),
                         [](const auto& point) {
                             std::string name = point.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST(recorded_file, has_every_vantage_point) {
    std::size_t lines = 0;
    for (const recorded_line& line : recorded_lines()) {
        EXPECT_TRUE(recorded_vantage_points().contains(line.from)) << line.from;
        ++lines;
    }
    EXPECT_EQ(lines, 71U);
}

} // namespace
} // namespace srcip::probe
