#pragma once

#include "probe/observation.hpp"

#include <string>

namespace srcip::probe {

/// A whole HTTP answer, whatever it says; or why there is none.
struct http_reply {
    probe::contact contact = probe::contact::error; ///< answered: there is a status; never not_echo but for broken HTTP
    std::string detail;                             ///< as in observation
    int status = 0;
    std::string body; ///< at most 1 MiB, of whatever bytes
};

} // namespace srcip::probe
