#include "probe/report/look.hpp"

namespace srcip::probe {

outcome_look look_of(promise_outcome outcome) {
    switch (outcome) {
    case promise_outcome::kept:
        return {"✓", "+", "32"};
    case promise_outcome::better:
        return {"↑", "^", "36"};
    case promise_outcome::broken:
        return {"✗", "x", "1;31"};
    case promise_outcome::inconclusive:
        break;
    }
    return {"?", "?", "33"};
}

std::string painter::paint(std::string_view text, std::string_view sgr) const {
    std::string out;
    if (!colour || sgr.empty() || text.empty())
        return out.append(text);
    return out.append("\x1b[").append(sgr).append("m").append(text).append("\x1b[0m");
}

std::string_view painter::sign(promise_outcome outcome) const {
    const outcome_look look = look_of(outcome);
    return unicode ? look.sign : look.ascii_sign;
}

} // namespace srcip::probe
