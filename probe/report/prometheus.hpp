#pragma once

#include "probe/report/sweep_report.hpp"
#include "probe/report/text_output.hpp"

namespace srcip::probe {

/// For Prometheus: the text exposition format 0.0.4, as a textfile or a page to scrape; gauges only, no timestamps.
/// docs/outputs.md lists the metrics.
void render_prometheus(const sweep_report& report, text_output& out);

} // namespace srcip::probe
