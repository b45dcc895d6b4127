#include "echoserver/units.hpp"

#include <srcip/ascii.hpp>

#include <array>
#include <charconv>
#include <span>

namespace srcip::echoserver {
namespace {

struct unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array duration_units{
    unit{"ms", 1}, unit{"s", 1000}, unit{"", 1000}, unit{"m", 60'000}, unit{"h", 3'600'000},
};
constexpr std::array byte_units{
    unit{"", 1}, unit{"b", 1}, unit{"k", 1024}, unit{"kib", 1024}, unit{"m", 1048576}, unit{"mib", 1048576},
};

std::optional<std::uint64_t> parse(std::string_view text, std::span<const unit> units, std::uint64_t most) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc())
        return {};
    const auto suffix = text.substr(static_cast<std::size_t>(end - text.data()));
    for (const auto& unit : units)
        if (ascii_iequals(suffix, unit.name))
            return value <= most / unit.factor ? std::optional(value * unit.factor) : std::nullopt;
    return {};
}

} // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    constexpr std::uint64_t day_ms = 86'400'000;
    const auto value = parse(text, duration_units, day_ms);
    return value ? std::optional(std::chrono::milliseconds(*value)) : std::nullopt;
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
    constexpr std::uint64_t gibibyte = 1U << 30;
    return parse(text, byte_units, gibibyte);
}

std::optional<std::uint64_t> parse_count(std::string_view text, std::uint64_t least, std::uint64_t most) {
    constexpr std::array plain{unit{"", 1}};
    const auto value = parse(text, plain, most);
    return value && *value >= least ? value : std::nullopt;
}

std::string format_duration(std::chrono::milliseconds duration) {
    const auto ms = duration.count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms";
}

std::string format_bytes(std::uint64_t bytes) {
    constexpr std::uint64_t kibibyte = 1024;
    constexpr std::uint64_t mebibyte = 1024 * kibibyte;
    if (bytes != 0 && bytes % mebibyte == 0)
        return std::to_string(bytes / mebibyte) + "MiB";
    if (bytes != 0 && bytes % kibibyte == 0)
        return std::to_string(bytes / kibibyte) + "KiB";
    return std::to_string(bytes);
}

} // namespace srcip::echoserver
