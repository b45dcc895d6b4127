#include "probe/report/progress_text.hpp"

#include <cmath>

namespace srcip::probe {

namespace {

std::string rounded(double value) { return std::to_string(static_cast<unsigned long long>(std::llround(value))); }

/// "310/s", "0.4/s"
std::string rate_text(double per_second) {
    if (per_second >= 10)
        return rounded(per_second) + "/s";
    const auto tenths = std::llround(per_second * 10);
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + "/s";
}

std::string left_text(double seconds) {
    constexpr double minute = 60;
    constexpr double hour = 60 * minute;
    if (seconds < minute)
        return "about " + rounded(std::ceil(seconds)) + " s left";
    if (seconds < 2 * hour)
        return "about " + rounded(seconds / minute) + " min left";
    return seconds < 1000 * hour ? "about " + rounded(seconds / hour) + " h left" : "no end in sight";
}

} // namespace

std::string progress_text(std::size_t done, std::size_t all, std::chrono::nanoseconds elapsed) {
    std::string text = std::to_string(done) + " of " + std::to_string(all) + " paths walked";
    const double seconds = std::chrono::duration<double>(elapsed).count();
    if (seconds < 1 || done == 0 || done >= all)
        return text;
    const double per_second = static_cast<double>(done) / seconds;
    return text + ", " + rate_text(per_second) + ", " + left_text(static_cast<double>(all - done) / per_second);
}

} // namespace srcip::probe
