#pragma once

#include "probe/health.hpp"

#include <algorithm>
#include <span>
#include <tuple>
#include <vector>

namespace srcip::probe {

/// The health ports in the order of reports: by service, the kube-proxies' (which have none) first, then node.
inline std::vector<const health_row*> sorted_health(std::span<const health_row> rows) {
    std::vector<const health_row*> sorted;
    sorted.reserve(rows.size());
    for (const health_row& row : rows)
        sorted.push_back(&row);
    std::stable_sort(sorted.begin(), sorted.end(), [](const health_row* a, const health_row* b) {
        return std::tie(a->name_space, a->service, a->kind, a->node, a->target) <
               std::tie(b->name_space, b->service, b->kind, b->node, b->target);
    });
    return sorted;
}

} // namespace srcip::probe
