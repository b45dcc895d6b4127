#pragma once

#include "probe/report/sweep_report.hpp"
#include "probe/report/text_output.hpp"

#include <cstddef>

namespace srcip::probe {

/// For a step of GitHub Actions: workflow commands, one a line, that annotate the run. Broken promises are errors, what
/// cannot be judged are warnings, one notice sums up. GitHub shows ten of each kind a step, so the tenth says how many
/// more there are. Nothing foreign can become a command of its own.
void render_github(const sweep_report& report, text_output& out);

/// What belongs into the file that GITHUB_STEP_SUMMARY names: the Markdown report, in at most `room` bytes. Nothing
/// when there is too little room for anything worth reading.
void render_job_summary(const sweep_report& report, std::size_t room, text_output& out);

} // namespace srcip::probe
