#include "probe/summary.hpp"

namespace srcip::probe {

sweep_summary summarize(std::span<const sweep_row> rows) {
    sweep_summary s;
    s.paths = rows.size();
    for (const sweep_row& row : rows)
        switch (row.verdict.promise) {
        case promise_outcome::kept:
            ++s.kept;
            break;
        case promise_outcome::better:
            ++s.better;
            break;
        case promise_outcome::broken:
            ++s.broken;
            break;
        case promise_outcome::inconclusive:
            ++s.inconclusive;
            break;
        }
    return s;
}

int exit_code(std::span<const sweep_row> rows, std::span<const std::string> gaps) {
    const sweep_summary s = summarize(rows);
    if (s.broken != 0)
        return 1;
    return s.paths == 0 || s.inconclusive != 0 || !gaps.empty() ? 4 : 0;
}

} // namespace srcip::probe
