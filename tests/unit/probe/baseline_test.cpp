#include "probe/baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

using enum expectation;

sweep_row row(seen_outcome seen, promise_outcome promise, expectation expects = answer, std::string id = "a") {
    sweep_row out;
    out.path.id = std::move(id);
    out.path.service = out.path.id;
    out.path.promise.expects = expects;
    out.verdict.seen = seen;
    out.verdict.promise = promise;
    if (seen == seen_outcome::snat)
        out.verdict.rewritten_by = rewriter{rewriter_kind::node, "n1", "", ""};
    return out;
}

const auto kept_preserved = row(seen_outcome::preserved, promise_outcome::kept, preserve);
const auto kept_snat = row(seen_outcome::snat, promise_outcome::kept);
const auto better_preserved = row(seen_outcome::preserved, promise_outcome::better);
const auto kept_silence = row(seen_outcome::timeout, promise_outcome::kept, silence);
const auto broken_snat = row(seen_outcome::snat, promise_outcome::broken, preserve);
const auto broken_timeout = row(seen_outcome::timeout, promise_outcome::broken);
const auto unjudged = row(seen_outcome::error, promise_outcome::inconclusive);

TEST(baseline, tells_what_a_change_means) {
    struct line {
        sweep_row before;
        sweep_row after;
        change_effect effect;
        int exit_code;
    };
    const line table[] = {
        {kept_preserved, broken_snat, change_effect::worse, 1},
        {kept_snat, broken_timeout, change_effect::worse, 1},
        {unjudged, broken_timeout, change_effect::worse, 1},
        {broken_timeout, kept_snat, change_effect::better, 0},
        {unjudged, kept_snat, change_effect::better, 0},
        {kept_snat, unjudged, change_effect::unclear, 4},
        {broken_timeout, unjudged, change_effect::other, 0},
        // The policy went from Local to Cluster, or back.
        {kept_preserved, kept_snat, change_effect::worse, 1},
        {kept_snat, kept_preserved, change_effect::better, 0},
        // An endpoint moved: silence is promised where it was.
        {kept_preserved, kept_silence, change_effect::other, 0},
        {kept_silence, kept_preserved, change_effect::other, 0},
        // The address arrived without a promise.
        {better_preserved, kept_snat, change_effect::other, 0},
    };
    for (const auto& l : table) {
        const auto changes = compare(std::span(&l.before, 1), std::span(&l.after, 1));
        ASSERT_EQ(changes.changes.size(), 1U);
        EXPECT_EQ(to_string(changes.changes[0].effect), to_string(l.effect)) << &l - table;
        EXPECT_EQ(exit_code(changes), l.exit_code) << &l - table;
    }
}

TEST(baseline, knows_what_is_no_change) {
    auto other_source = kept_snat;
    other_source.verdict.client_address = ip_address::parse("10.0.0.9").value();
    other_source.verdict.note = "something else";
    const auto same = compare(std::span(&kept_snat, 1), std::span(&other_source, 1));
    EXPECT_TRUE(same.changes.empty());
    EXPECT_EQ(same.unchanged, 1U);
}

TEST(baseline, names_what_changed) {
    auto by_another = kept_snat;
    by_another.verdict.rewritten_by->node = "n2";
    const auto rewritten = compare(std::span(&kept_snat, 1), std::span(&by_another, 1)).changes.at(0);
    EXPECT_TRUE(rewritten.rewriter);
    EXPECT_FALSE(rewritten.seen || rewritten.promise || rewritten.expects);

    auto stranger = kept_snat;
    stranger.verdict.rewritten_by = rewriter{};
    auto another_stranger = stranger;
    another_stranger.verdict.client_address = ip_address::parse("10.0.0.9").value();
    EXPECT_TRUE(compare(std::span(&stranger, 1), std::span(&another_stranger, 1)).changes.at(0).rewriter);

    auto lost = kept_snat;
    lost.verdict.seen = seen_outcome::proxied;
    auto carried = lost;
    carried.verdict.carried_in = "x-forwarded-for";
    EXPECT_TRUE(compare(std::span(&carried, 1), std::span(&lost, 1)).changes.at(0).seen);
}

TEST(baseline, puts_what_is_worse_first_whatever_the_order_of_rows) {
    const auto with_id = [](sweep_row r, std::string id) {
        r.path.id = id;
        r.path.service = std::move(id);
        return r;
    };
    std::vector<sweep_row> before{with_id(kept_snat, "b"), with_id(kept_snat, "gone"), with_id(broken_timeout, "c"),
                                  with_id(kept_snat, "d")};
    std::vector<sweep_row> after{with_id(broken_timeout, "b"), with_id(kept_snat, "new"), with_id(kept_snat, "c"),
                                 with_id(broken_timeout, "new-broken"), with_id(kept_snat, "d")};
    const auto ids = [](const baseline_changes& changes) {
        std::vector<std::string> out;
        for (const auto& change : changes.changes)
            out.push_back(std::string(to_string(change.effect)) + ' ' + change.row().path.id);
        return out;
    };
    const auto once = compare(before, after);
    const auto expected = ids(once);
    EXPECT_THAT(expected, testing::ElementsAre("worse b", "worse new-broken", "other gone", "other new", "better c"));
    EXPECT_EQ(once.unchanged, 1U);
    EXPECT_EQ(once.worse, 2U);
    std::reverse(before.begin(), before.end());
    std::reverse(after.begin(), after.end());
    EXPECT_EQ(ids(compare(before, after)), expected);
}

} // namespace
} // namespace srcip::probe
