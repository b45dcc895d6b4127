#pragma once

#include <array>
#include <chrono>
#include <ctime>
#include <string_view>

namespace srcip::echoserver {

/// Milliseconds of the monotonic clock, to a few milliseconds: cheap enough to ask for at every event.
std::chrono::milliseconds coarse_now();

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7, IMF-fixdate), 29 bytes.
std::array<char, 29> format_http_date(std::time_t time);

/// The Date field's value, formatted once a second. One for each thread.
class http_clock {
  public:
    std::string_view date();
    std::string_view date(std::time_t now);
    /// Of the last date().
    std::time_t second() const { return formatted_; }

  private:
    std::time_t formatted_ = -1;
    std::array<char, 29> text_{};
};

} // namespace srcip::echoserver
