#pragma once

#include "probe/report/sweep_report.hpp"
#include "probe/report/text_output.hpp"

#include <cstddef>
#include <limits>

namespace srcip::probe {

/// For comments and job summaries: GitHub-flavoured Markdown. What broke, the health ports that disagree, what to do,
/// what is not known, then every path, folded up by service. Nothing foreign in it is markup, link or mention. Beyond
/// `limit` bytes (by one row at most) what follows is left out, and counted.
void render_markdown(const sweep_report& report, text_output& out,
                     std::size_t limit = std::numeric_limits<std::size_t>::max());

} // namespace srcip::probe
