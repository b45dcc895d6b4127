#include "report_fixture.hpp"

#include <gtest/gtest.h>
#include <set>

namespace srcip::probe {
namespace {

template <class Get>
auto collected(const report_fixture& f, Get get) {
    std::set<decltype(get(f.rows[0]))> out;
    for (const sweep_row& row : f.rows)
        out.insert(get(row));
    return out;
}

TEST(complete_report, has_everything_a_report_can_say) {
    const report_fixture f = complete_report();
    EXPECT_EQ(collected(f, [](const auto& row) { return row.path.id; }).size(), f.rows.size());
    EXPECT_EQ(collected(f, [](const auto& row) { return row.path.kind; }).size(), 4U);
    EXPECT_EQ(collected(f, [](const auto& row) { return row.path.protocol; }).size(), 2U);
    EXPECT_EQ(collected(f, [](const auto& row) { return row.path.tls; }).size(), 2U);
    EXPECT_EQ(collected(f, [](const auto& row) { return row.verdict.seen; }).size(), 9U);
    EXPECT_EQ(collected(f, [](const auto& row) { return row.verdict.promise; }).size(), 4U);
    EXPECT_EQ(collected(f, [](const auto& row) { return row.verdict.same_connection; }).size(), 3U);
    const auto rewriters = collected(f, [](const auto& row) {
        return row.verdict.rewritten_by ? static_cast<int>(row.verdict.rewritten_by->kind) : -1;
    });
    EXPECT_EQ(rewriters.size(), 10U) << "every kind, and none";
}

} // namespace
} // namespace srcip::probe
