#pragma once

#include "probe/summary.hpp"
#include "probe/verdict.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// The rows of one service, or of the addresses that the user named (no service then).
struct service_rows {
    std::string_view name_space;
    std::string_view service;
    std::span<const sweep_row* const> rows;
    sweep_summary summary;
};

/// `sorted` (see sorted_rows()) cut where the service changes; what is returned points into it and into its rows.
std::vector<service_rows> by_service(std::span<const sweep_row* const> sorted);

} // namespace srcip::probe
