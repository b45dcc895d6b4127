#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace srcip::echoserver {

/// "500ms", "10s", "2m", "1h", or seconds without a unit; up to a day. Fractions and signs are refused.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "4096", "16KiB" or "10MiB" (also "16k", "10m"); up to 1 GiB.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

} // namespace srcip::echoserver
