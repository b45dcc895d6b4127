#pragma once

#include "probe/report/sweep_report.hpp"

#include <cstddef>
#include <string>

namespace srcip::probe {

/// What the place where a table goes can show, and how much shall be shown.
struct table_style {
    std::size_t width = 0; ///< cells of the terminal; 0: not a terminal, lines are as long as they need to be
    bool colour = false;   ///< SGR sequences; every colour says what a sign and a word say too
    bool unicode = true;   ///< otherwise ASCII, but for what comes from outside
    bool wide = false;     ///< also hops, whether the connection stayed ours, who answered, tries and evidence
};

/// For people who want to know what broke, in the order in which they want to know: the verdict; the paths, one line
/// each, by service, what is broken first; health ports that disagree (wide: all); what needs a note; what to do;
/// the worst path drawn; what is not known and what was not walked; one line that sums up.
///
/// Foreign text is escaped; no line ends in a space; with a width no line is wider: paths are shortened and columns
/// left out (which the report says), sentences go on in the next line.
std::string render_table(const sweep_report& report, const table_style& style);

} // namespace srcip::probe
