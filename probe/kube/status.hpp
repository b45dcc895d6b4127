#pragma once

#include "probe/kube/connection.hpp"

#include <chrono>
#include <string>

namespace srcip::probe::kube {

/// What an answer other than 200 means. `about` names the server, `credentials` what was used to authenticate (empty:
/// nothing). The message of the API's Status object becomes part of it, escaped and cut to a sensible length.
error status_error(const std::string& about, const std::string& credentials, const std::string& target,
                   const response& answer);

/// How long to wait before the next attempt: Retry-After in seconds (RFC 9110 section 10.2.3), at most `max`. A date,
/// or anything else that is no number, counts as one second.
std::chrono::milliseconds retry_delay(const std::string& retry_after, std::chrono::milliseconds max);

} // namespace srcip::probe::kube
