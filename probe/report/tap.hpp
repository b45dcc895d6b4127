#pragma once

#include "probe/report/sweep_report.hpp"
#include "probe/report/text_output.hpp"

namespace srcip::probe {

/// The Test Anything Protocol, version 14: a test a path, then a test a health port. A broken promise is "not ok" and
/// says more in a YAML block; what cannot be judged is skipped with its reason. What is not known of the cluster are
/// comments.
void render_tap(const sweep_report& report, text_output& out);

} // namespace srcip::probe
