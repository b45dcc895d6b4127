#pragma once

#include "probe/report/sweep_report.hpp"

#include <cstddef>
#include <string>

namespace srcip::probe {

/// What the place where a table goes can show.
struct table_style {
    std::size_t width = 0; ///< cells of the terminal; 0: not a terminal, lines are as long as they need to be
    bool colour = false;   ///< SGR sequences; every colour says what a sign and a word say too
    bool unicode = true;   ///< otherwise ASCII, but for what comes from outside
};

/// For people: one line a path, grouped by service, then one line that sums up, then what was not walked and why.
/// Foreign text is escaped; no line ends in a space.
std::string render_table(const sweep_report& report, const table_style& style);

} // namespace srcip::probe
