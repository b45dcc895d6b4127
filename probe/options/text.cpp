#include "probe/options/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace srcip::probe {

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> out;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find(separator, start), text.size());
        out.emplace_back(text.substr(start, end - start));
        start = end + 1;
    }
    return out;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text, std::chrono::milliseconds most) {
    double number = 0;
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number, std::chars_format::fixed);
    const std::string unit(end, last);
    if (error != std::errc{} || !std::isfinite(number))
        return std::nullopt;
    const double factor = unit == "ms"                  ? 1
                          : unit == "s" || unit.empty() ? 1000
                          : unit == "m"                 ? 60'000
                          : unit == "h"                 ? 3'600'000
                                                        : 0;
    const double milliseconds = number * factor;
    if (!(milliseconds >= 1 && milliseconds <= static_cast<double>(most.count())))
        return std::nullopt;
    return std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds));
}

option_error read_duration(std::string_view option, std::string_view text, std::chrono::milliseconds& out) {
    const auto parsed = parse_duration(text);
    if (!parsed)
        return std::string(option) + ": '" + std::string(text) + "' is no time from 1ms to 10m, such as 500ms or 2s";
    out = *parsed;
    return std::nullopt;
}

} // namespace srcip::probe
