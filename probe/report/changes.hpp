#pragma once

#include "probe/baseline.hpp"
#include "probe/report/table.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace srcip::probe {

/// One of two sweeps that are compared. It only refers to its parts.
struct compared_sweep {
    std::string_view name; ///< a file's; empty: the sweep that was just done
    const vantage& from;
    std::size_t paths = 0;
};

/// What changed, with all that its reports say.
struct changes_report {
    compared_sweep before;
    compared_sweep after;
    const baseline_changes& changes;
    std::string_view program_version;
};

/// For people: each change in three lines, what is worse first, then one line that sums up.
std::string render_changes_table(const changes_report& report, const table_style& style);

/// srcip.diff/v1 (docs/diff-report.md).
std::string render_changes_json(const changes_report& report);

/// A table for a pull request or a job's summary.
std::string render_changes_markdown(const changes_report& report);

/// The same change in one line, as `sipprobe watch` prints it: "worse: default/web NodePort n1 10.0.0.1:30080:
/// preserved, kept -> timeout, broken".
std::string change_line(const path_change& change, const table_style& style);

/// "3 changes: 1 worse, 0 unclear, 1 other, 1 better; 14 paths as before"
std::string changes_summary(const baseline_changes& changes);

} // namespace srcip::probe
