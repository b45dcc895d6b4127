#pragma once

#include "probe/report/sweep_report.hpp"
#include "probe/report/text_output.hpp"

namespace srcip::probe {

/// For CI: JUnit's XML as Jenkins, GitLab and Surefire's readers take it. A suite a service and a case a path; health
/// ports are a suite, and so is what could not be learned of the cluster. A broken promise is a failure, which says why
/// and what to do; what cannot be judged is skipped. No times. Well-formed XML 1.0 in UTF-8 whatever the report holds.
void render_junit(const sweep_report& report, text_output& out);

} // namespace srcip::probe
