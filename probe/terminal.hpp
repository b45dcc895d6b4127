#pragma once

#include <cstddef>

namespace srcip::probe {

/// What stands behind a file descriptor, as far as writing to people is concerned. The only file that knows what a
/// terminal is.
struct terminal {
    bool present = false;  ///< a terminal at all (isatty(3)), and not TERM=dumb
    std::size_t width = 0; ///< cells; 0 when there is no terminal or it does not say
    bool unicode = false;  ///< the locale's character set is UTF-8
    bool colour = false;   ///< present, and NO_COLOR is not set (https://no-color.org)
};

terminal look_at_terminal(int file_descriptor);

} // namespace srcip::probe
