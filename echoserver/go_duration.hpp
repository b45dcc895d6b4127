#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace srcip::echoserver {

/// A duration in Go's notation, as agnhost takes it: decimal numbers with units, "1m30s", "1.5h", "250ms", "10us"; "0"
/// alone needs no unit. Signs and what is over an hour are refused.
std::optional<std::chrono::nanoseconds> parse_go_duration(std::string_view text);

} // namespace srcip::echoserver
