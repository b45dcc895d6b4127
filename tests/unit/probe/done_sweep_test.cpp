#include "probe/done_sweep.hpp"

#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

done_sweep with(std::initializer_list<promise_outcome> outcomes, std::vector<std::string> gaps = {}) {
    done_sweep done;
    for (const promise_outcome outcome : outcomes) {
        sweep_row row;
        row.verdict.promise = outcome;
        done.rows.push_back(row);
    }
    done.known.facts.gaps = std::move(gaps);
    return done;
}

TEST(status_of, counts_what_fail_on_names) {
    using enum promise_outcome;
    constexpr failure_choice all;
    constexpr failure_choice broken_alone{true, false, false, false};
    constexpr failure_choice inconclusive_alone{false, true, false, false};
    constexpr failure_choice none{false, false, false, false};
    struct row {
        done_sweep done;
        failure_choice fail_on;
        int status;
    };
    const row table[] = {
        {with({kept, better}), all, exit_kept},
        {with({kept, broken}), all, exit_broken},
        {with({kept, inconclusive}), all, exit_inconclusive},
        {with({}), all, exit_inconclusive},
        {with({kept}, {"pods may not be listed"}), all, exit_inconclusive},
        {with({kept, inconclusive}), broken_alone, exit_kept},
        {with({inconclusive, broken}), broken_alone, exit_broken},
        {with({broken}), inconclusive_alone, exit_kept},
        {with({inconclusive, broken}), inconclusive_alone, exit_inconclusive},
        {with({broken}, {"pods may not be listed"}), inconclusive_alone, exit_inconclusive},
        {with({inconclusive, broken}, {"pods may not be listed"}), none, exit_kept},
    };
    for (const row& r : table)
        EXPECT_EQ(status_of(r.done, r.fail_on), r.status) << &r - table;
}

} // namespace
} // namespace srcip::probe
