#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace srcip::probe {

/// Every form that a report can take; docs/outputs.md shows them.
enum class report_format { table, wide, json, junit, markdown, github, csv, prometheus, tap, html };

std::string_view to_string(report_format format); ///< "table", …, "html": as -o spells it

/// The one of this name; absent: none.
std::optional<report_format> find_report_format(std::string_view name);

/// All of them, in the order of the documentation.
std::span<const report_format> report_formats();

} // namespace srcip::probe
