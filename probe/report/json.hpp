#pragma once

#include "probe/report/sweep_report.hpp"
#include "probe/report/text_output.hpp"

#include <string>

namespace srcip::probe {

/// For programs: schema "srcip.sweep/v1", described in docs/sweep-report.md. The same sweep gives the same bytes: rows
/// are sorted, and there are no times in it. Always valid UTF-8. Written row by row.
void render_json(const sweep_report& report, text_output& out);
std::string render_json(const sweep_report& report);

} // namespace srcip::probe
