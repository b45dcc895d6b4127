#include "echoserver/go_time.hpp"

#include <array>
#include <cstdio>

namespace srcip::echoserver {
namespace {

using std::chrono::nanoseconds;

std::string fraction(nanoseconds part) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), ".%09d", static_cast<int>(part.count()));
    std::string out = text.data();
    out.erase(out.find_last_not_of('0') + 1);
    return out == "." ? std::string() : out;
}

std::string date_and_time(std::chrono::sys_seconds second) {
    const auto day = std::chrono::floor<std::chrono::days>(second);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(second - day);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text.data();
}

} // namespace

std::string go_time(nanoseconds since_epoch, nanoseconds since_start) {
    const std::chrono::sys_time<nanoseconds> now(since_epoch);
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    std::array<char, 48> monotonic{};
    std::snprintf(monotonic.data(), monotonic.size(), " +0000 UTC m=+%lld.%09d",
                  static_cast<long long>(since_start.count() / 1'000'000'000),
                  static_cast<int>(since_start.count() % 1'000'000'000));
    return date_and_time(second) + fraction(now - second) + monotonic.data();
}

} // namespace srcip::echoserver
