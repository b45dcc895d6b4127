#pragma once

#include "echoserver/options.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace srcip::echoserver {

/// One GET to a server's admin port. Nothing when it was answered 2xx before `deadline` was over; else one line that
/// says what failed and what to do. Of the answer, at most 64 KiB are read, and only its first lines count.
std::optional<std::string> find_health_problem(const healthcheck_request& request, std::chrono::milliseconds deadline);

/// `echoserver healthcheck`: the same with two seconds, the problem on stderr. Returns the exit code.
int healthcheck(const healthcheck_request& request);

} // namespace srcip::echoserver
