#pragma once

#include "probe/merge.hpp"
#include "probe/report/table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// What a merge has to show. It only refers to its parts.
struct matrix_report {
    const std::vector<named_report>& reports;
    const merged_matrix& matrix;
    std::string_view program_version;
};

/// For people: the places, then a line a path with a cell a place. When that is wider than style.width each cell is a
/// sign and a letter.
std::string render_matrix_table(const matrix_report& report, const table_style& style);

/// srcip.merge/v1 (docs/diff-report.md).
std::string render_matrix_json(const matrix_report& report);

} // namespace srcip::probe
