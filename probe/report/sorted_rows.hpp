#pragma once

#include "probe/verdict.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace srcip::probe {

/// The rows in the order of reports, whatever order the sweep finished them in.
inline std::vector<const sweep_row*> sorted_rows(std::span<const sweep_row> rows) {
    std::vector<const sweep_row*> sorted;
    sorted.reserve(rows.size());
    for (const sweep_row& row : rows)
        sorted.push_back(&row);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const sweep_row* a, const sweep_row* b) { return path_before(a->path, b->path); });
    return sorted;
}

} // namespace srcip::probe
