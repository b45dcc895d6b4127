#include "probe/report/by_service.hpp"

#include <algorithm>

namespace srcip::probe {

std::vector<service_rows> by_service(std::span<const sweep_row* const> sorted) {
    std::vector<service_rows> out;
    while (!sorted.empty()) {
        const path& first = sorted.front()->path;
        const auto end = std::find_if(sorted.begin(), sorted.end(), [&](const sweep_row* row) {
            return row->path.service != first.service || row->path.name_space != first.name_space;
        });
        const auto count = static_cast<std::size_t>(end - sorted.begin());
        service_rows group{first.name_space, first.service, sorted.first(count), {}};
        for (const sweep_row* row : group.rows)
            count_outcome(row->verdict.promise, group.summary);
        out.push_back(group);
        sorted = sorted.subspan(count);
    }
    return out;
}

} // namespace srcip::probe
