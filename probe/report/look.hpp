#pragma once

#include "probe/verdict.hpp"

#include <string>
#include <string_view>

namespace srcip::probe {

// SGR parameters, ECMA-48 section 8.3.117.
inline constexpr std::string_view bold = "1";
inline constexpr std::string_view faint = "2";

/// How an outcome looks. The sign says all that the colour says, and a word beside it says what the sign says.
struct outcome_look {
    std::string_view sign;       ///< one cell
    std::string_view ascii_sign; ///< one cell
    std::string_view colour;     ///< SGR parameters
};

outcome_look look_of(promise_outcome outcome);

/// What a terminal can show, and text made for it.
struct painter {
    bool colour = false;
    bool unicode = true;

    std::string paint(std::string_view text, std::string_view sgr) const;
    std::string_view sign(promise_outcome outcome) const;
    std::string_view ellipsis() const { return unicode ? "…" : "~"; }
};

} // namespace srcip::probe
