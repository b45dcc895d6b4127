#include "echoserver/http_clock.hpp"

#include <algorithm>

namespace srcip::echoserver {
namespace {

void two_digits(char* out, int value) {
    out[0] = static_cast<char>('0' + value / 10 % 10);
    out[1] = static_cast<char>('0' + value % 10);
}

} // namespace

std::chrono::milliseconds coarse_now() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::milliseconds(now.tv_nsec / 1'000'000);
}

std::array<char, 29> format_http_date(std::time_t time) {
    static constexpr char days[] = "SunMonTueWedThuFriSat";
    static constexpr char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 29> out{'D', 'a', 'y', ',', ' ', '0', '0', ' ', 'M', 'o', 'n', ' ', '1', '9', '7',
                             '0', ' ', '0', '0', ':', '0', '0', ':', '0', '0', ' ', 'G', 'M', 'T'};
    std::copy_n(days + 3 * parts.tm_wday, 3, out.begin());
    two_digits(&out[5], parts.tm_mday);
    std::copy_n(months + 3 * parts.tm_mon, 3, out.begin() + 8);
    const int year = parts.tm_year + 1900;
    two_digits(&out[12], year / 100);
    two_digits(&out[14], year);
    two_digits(&out[17], parts.tm_hour);
    two_digits(&out[20], parts.tm_min);
    two_digits(&out[23], parts.tm_sec);
    return out;
}

std::string_view http_clock::date() { return date(std::time(nullptr)); }

std::string_view http_clock::date(std::time_t now) {
    if (now != formatted_) {
        text_ = format_http_date(now);
        formatted_ = now;
    }
    return {text_.data(), text_.size()};
}

} // namespace srcip::echoserver
