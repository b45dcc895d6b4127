#pragma once

#include <chrono>
#include <string>

namespace srcip::echoserver {

/// A time as Go prints time.Now() in UTC: "2026-11-23 10:00:00.5 +0000 UTC m=+12.000000001". The fraction goes without
/// its trailing zeros; `since_start` is the monotonic reading.
std::string go_time(std::chrono::nanoseconds since_epoch, std::chrono::nanoseconds since_start);

} // namespace srcip::echoserver
