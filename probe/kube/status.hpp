#pragma once

#include "probe/kube/connection.hpp"

#include <chrono>
#include <string>

namespace srcip::probe::kube {

/// What a request was sent with.
struct shown_credentials {
    std::string description; ///< "the token in /path"; empty: nothing
    bool withheld = false;   ///< there was something, but the server is http://
};

/// What an answer other than 200 means. `about` names the server. The message of the API's Status object becomes part
/// of it, escaped and cut to a sensible length.
error status_error(const std::string& about, const shown_credentials& credentials, const std::string& target,
                   const response& answer);

/// How long to wait before the next attempt: Retry-After in seconds (RFC 9110 section 10.2.3), at most `max`. A date,
/// or anything else that is no number, counts as one second.
std::chrono::milliseconds retry_delay(const std::string& retry_after, std::chrono::milliseconds max);

} // namespace srcip::probe::kube
