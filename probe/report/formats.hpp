#pragma once

#include "probe/report/report_format.hpp"
#include "probe/report/sweep_report.hpp"
#include "probe/report/table.hpp"
#include "probe/report/text_output.hpp"

#include <string>

namespace srcip::probe {

/// What the place where the report goes can show; only tables need to know.
using render_style = table_style;

/// The same report gives the same bytes: there are no times in them. Always valid UTF-8. All of it is handed over.
void render(report_format format, const sweep_report& report, const render_style& style, text_output& out);
std::string render(report_format format, const sweep_report& report, const render_style& style = {});

} // namespace srcip::probe
