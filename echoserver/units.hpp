#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// "500ms", "10s", "2m", "1h", or seconds without a unit; up to a day. Fractions and signs are refused.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "4096", "16KiB" or "10MiB" (also "16k", "10m"); up to 1 GiB.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// Decimal digits only, from `least` to `most`.
std::optional<std::uint64_t> parse_count(std::string_view text, std::uint64_t least, std::uint64_t most);

/// "10s", or "1500ms" when it is no whole number of seconds; parse_duration reads it back.
std::string format_duration(std::chrono::milliseconds duration);

/// In the largest unit that leaves no remainder: "10MiB", "8KiB", "1000"; parse_bytes reads it back.
std::string format_bytes(std::uint64_t bytes);

} // namespace srcip::echoserver
