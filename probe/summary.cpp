#include "probe/summary.hpp"

#include <algorithm>

namespace srcip::probe {

void count_outcome(promise_outcome outcome, sweep_summary& summary) {
    ++summary.paths;
    switch (outcome) {
    case promise_outcome::kept:
        ++summary.kept;
        break;
    case promise_outcome::better:
        ++summary.better;
        break;
    case promise_outcome::broken:
        ++summary.broken;
        break;
    case promise_outcome::inconclusive:
        ++summary.inconclusive;
        break;
    }
}

sweep_summary summarize(std::span<const sweep_row> rows) {
    sweep_summary s;
    for (const sweep_row& row : rows)
        count_outcome(row.verdict.promise, s);
    return s;
}

unsigned severity(promise_outcome outcome) {
    switch (outcome) {
    case promise_outcome::broken:
        return 0;
    case promise_outcome::inconclusive:
        return 1;
    case promise_outcome::kept:
    case promise_outcome::better:
        break;
    }
    return 2;
}

promise_outcome worst_outcome(const sweep_summary& summary) {
    if (summary.broken != 0)
        return promise_outcome::broken;
    if (summary.inconclusive != 0)
        return promise_outcome::inconclusive;
    return summary.better != 0 && summary.kept == 0 ? promise_outcome::better : promise_outcome::kept;
}

int exit_code(std::span<const sweep_row> rows, std::span<const std::string> gaps, std::span<const health_row> health) {
    const sweep_summary s = summarize(rows);
    const bool unhealthy = std::any_of(health.begin(), health.end(),
                                       [](const health_row& row) { return row.outcome == promise_outcome::broken; });
    if (s.broken != 0 || unhealthy)
        return 1;
    // Health ports that cannot be reached hide nothing; but when they are all that was asked, a service's must answer.
    const bool judged = s.paths != 0 || std::any_of(health.begin(), health.end(), [](const health_row& row) {
                            return row.kind == health_kind::service && row.outcome == promise_outcome::kept;
                        });
    return !judged || s.inconclusive != 0 || !gaps.empty() ? 4 : 0;
}

} // namespace srcip::probe
