#pragma once

#include "probe/plan.hpp"
#include "probe/report/table.hpp"

#include <string>
#include <string_view>

namespace srcip::probe {

/// A plan without a packet sent: what would be walked, and what is promised for it.
struct targets_report {
    const vantage& from;
    const cluster_facts& facts;
    const plan& planned;
    std::string_view program_version;
};

/// For people: one line a path, then what would not be walked and why.
std::string render_targets_table(const targets_report& report, const table_style& style);

/// The same as srcip.targets/v1 (docs/sipprobe.md).
std::string render_targets_json(const targets_report& report);

} // namespace srcip::probe
