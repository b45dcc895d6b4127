#pragma once

#include "probe/health.hpp"
#include "probe/verdict.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace srcip::probe {

/// How many promises came out which way.
struct sweep_summary {
    std::size_t paths = 0;
    std::size_t kept = 0;
    std::size_t better = 0;
    std::size_t broken = 0;
    std::size_t inconclusive = 0;
};

sweep_summary summarize(std::span<const sweep_row> rows);

/// One more path, or health port, that came out like this.
void count_outcome(promise_outcome outcome, sweep_summary& summary);

/// 0 for what a person has to see first: broken, then inconclusive, then everything that is as it should be.
unsigned severity(promise_outcome outcome);

/// What the whole has to be called: broken, else inconclusive, else kept; better when nothing else is there.
promise_outcome worst_outcome(const sweep_summary& summary);

/// 0: every promise was kept, or better than kept; 1: at least one was broken, or a health port contradicts what the
/// API says; 4: neither can be said, because some are inconclusive, because there is no row at all (nor a service's
/// health port that is as it should be), or because of `gaps`: what could not be learned of the cluster may hide a
/// broken promise.
int exit_code(std::span<const sweep_row> rows, std::span<const std::string> gaps = {},
              std::span<const health_row> health = {});

} // namespace srcip::probe
