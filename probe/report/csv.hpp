#pragma once

#include "probe/report/sweep_report.hpp"
#include "probe/report/text_output.hpp"

namespace srcip::probe {

/// For spreadsheets: RFC 4180, a line of names, then a line a path and a line a health port. A field that a spreadsheet
/// would take for a formula has an apostrophe before it; what is not known is empty. Valid UTF-8.
void render_csv(const sweep_report& report, text_output& out);

} // namespace srcip::probe
