#include "echoserver/go_duration.hpp"

#include <srcip/ascii.hpp>

#include <array>
#include <cstdint>

namespace srcip::echoserver {
namespace {

constexpr std::uint64_t most = 3'600'000'000'000; // an hour, in nanoseconds

struct unit {
    std::string_view name;
    std::uint64_t nanoseconds;
};

// Longer names before those they begin with. Go spells the micro sign in two ways.
constexpr std::array units{
    unit{"ns", 1},         unit{"us", 1'000},        unit{"\xc2\xb5s", 1'000},     unit{"\xce\xbcs", 1'000},
    unit{"ms", 1'000'000}, unit{"s", 1'000'000'000}, unit{"m", 60'000'000'000ULL}, unit{"h", most},
};

std::string_view take_digits(std::string_view& rest) {
    std::size_t count = 0;
    while (count < rest.size() && is_ascii_digit(rest[count]))
        ++count;
    const auto digits = rest.substr(0, count);
    rest.remove_prefix(count);
    return digits;
}

const unit* take_unit(std::string_view& rest) {
    for (const auto& unit : units) {
        if (!rest.starts_with(unit.name))
            continue;
        rest.remove_prefix(unit.name.size());
        return &unit;
    }
    return nullptr;
}

/// `digits` × `scale`, or something above `most` when it would be more than that.
std::uint64_t whole_part(std::string_view digits, std::uint64_t scale) {
    std::uint64_t value = 0;
    for (const char digit : digits) {
        value = value * 10 + static_cast<std::uint64_t>(digit - '0');
        if (value > most / scale)
            return most + 1;
    }
    return value * scale;
}

/// 0.`digits` × `scale`, rounded down.
std::uint64_t fraction_part(std::string_view digits, std::uint64_t scale) {
    std::uint64_t value = 0;
    for (const char digit : digits) {
        scale /= 10;
        value += static_cast<std::uint64_t>(digit - '0') * scale;
    }
    return value;
}

/// One number and its unit, in nanoseconds.
std::optional<std::uint64_t> take_term(std::string_view& rest) {
    const auto whole = take_digits(rest);
    std::string_view fraction;
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        fraction = take_digits(rest);
    }
    if (whole.empty() && fraction.empty())
        return std::nullopt;
    const auto* unit = take_unit(rest);
    if (unit == nullptr)
        return std::nullopt;
    return whole_part(whole, unit->nanoseconds) + fraction_part(fraction, unit->nanoseconds);
}

} // namespace

std::optional<std::chrono::nanoseconds> parse_go_duration(std::string_view text) {
    if (text == "0")
        return std::chrono::nanoseconds(0);
    if (text.empty())
        return std::nullopt;
    std::uint64_t total = 0;
    while (!text.empty()) {
        const auto term = take_term(text);
        if (!term || *term > most - total)
            return std::nullopt;
        total += *term;
    }
    return std::chrono::nanoseconds(static_cast<std::int64_t>(total));
}

} // namespace srcip::echoserver
