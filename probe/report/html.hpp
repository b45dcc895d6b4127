#pragma once

#include "probe/report/sweep_report.hpp"
#include "probe/report/text_output.hpp"

#include <string>

namespace srcip::probe {

/// For people with a browser: one page that needs nothing else. The verdict is in its title; then what to do, a map of
/// nodes and services, drawings of what happens to packets, every path, health ports and what is not known. It works
/// without its script, which only searches. A Content-Security-Policy in it allows its own style and script by hash
/// and nothing else. Foreign text is escaped. The same sweep gives the same bytes.
void render_html(const sweep_report& report, text_output& out);
std::string render_html(const sweep_report& report);

} // namespace srcip::probe
