#pragma once

#include "probe/report/sweep_report.hpp"
#include "probe/summary.hpp"

#include <vector>

namespace srcip::probe {

/// The paths of one service.
struct service_group {
    const path* first = nullptr;          ///< any of its paths: namespace and service are the same in all
    const service_facts* facts = nullptr; ///< null when the API did not list it
    std::vector<const sweep_row*> rows;   ///< what is broken first, then what is inconclusive, each in path_before()
    sweep_summary summary;

    bool named() const { return !first->service.empty(); }
};

/// The rows by service: services with something broken first, then those with something inconclusive, then the rest,
/// each by name. It refers to the report's parts.
std::vector<service_group> group_by_service(const sweep_report& report);

/// "namespace/name", or what stands for addresses that the user named. Escaped.
std::string group_name(const service_group& group);

} // namespace srcip::probe
