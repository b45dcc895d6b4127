#pragma once

#include "probe/report/sweep_report.hpp"
#include "probe/report/table.hpp"
#include "probe/report/text_output.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace srcip::probe {

/// Every form that a sweep's report can take; docs/outputs.md shows them.
enum class report_format { table, json, junit, markdown, github, csv, prometheus, tap };

/// What the place where the report goes can show; only tables need to know.
using render_style = table_style;

std::string_view to_string(report_format format); ///< "table", "json", …: as -o spells it

/// The one of this name; absent: none.
std::optional<report_format> find_report_format(std::string_view name);

/// All of them, in the order of the documentation.
std::span<const report_format> report_formats();

/// The same report gives the same bytes: there are no times in them. Always valid UTF-8.
void render(report_format format, const sweep_report& report, const render_style& style, text_output& out);
std::string render(report_format format, const sweep_report& report, const render_style& style = {});

} // namespace srcip::probe
