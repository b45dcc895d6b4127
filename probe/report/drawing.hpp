#pragma once

#include "probe/report/groups.hpp"
#include "probe/report/sweep_report.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// Where packets come by: a box.
struct drawing_stop {
    std::string title;              ///< "client", "node n2", "endpoint"
    std::vector<std::string> lines; ///< addresses, names
    bool rewrites = false;          ///< it put another source on them
};

/// What is between two boxes: an arrow with the source that packets carry there.
struct drawing_leg {
    enum class state {
        passes,    ///< with the client's own source
        rewritten, ///< with another one
        lost,      ///< nothing came through, or not to anybody who answers
        unknown,   ///< whether anything came so far is not known
    };
    std::string label; ///< "from 198.51.100.79", "timeout"; empty: nothing to say
    state how = state::passes;
};

/// One path as a picture: the packets' way from the client to the endpoint, and whose address they carried on it. All
/// texts in it are escaped for terminals already (srcip/printable.hpp), and not for HTML.
struct path_drawing {
    std::string title;
    std::vector<drawing_stop> stops;
    std::vector<drawing_leg> legs; ///< one fewer than stops
    std::string caption;           ///< one sentence: what was promised and what was seen
};

/// What a sweep saw on one path.
path_drawing draw_path(const sweep_row& row, const sweep_report& report);

/// What a rule of rules.hpp promises, without names; absent when there is no such rule.
std::optional<path_drawing> draw_rule(std::string_view rule_id);

/// The row to draw when only one is: the first that is broken, else the first that is inconclusive although something
/// was promised, else null.
const sweep_row* worst_row(const std::vector<service_group>& groups);

struct drawing_style {
    std::size_t width = 0; ///< cells; 0: as many as it takes
    bool unicode = true;   ///< otherwise ASCII, but for what comes from outside
};

/// Boxes side by side where the width allows it, else one below the other. Without title and caption.
std::string drawing_text(const path_drawing& drawing, const drawing_style& style);

} // namespace srcip::probe
