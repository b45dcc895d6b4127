#pragma once

#include <cstdint>
#include <string_view>

namespace srcip::echoserver {

/// Where lines of a log go. One thread writes.
class line_writer {
  public:
    line_writer() = default;
    line_writer(const line_writer&) = delete;
    line_writer& operator=(const line_writer&) = delete;
    virtual ~line_writer() = default;

    /// Writes whole lines, each with its line feed. Returns how many of them were lost.
    virtual std::uint64_t write(std::string_view lines) = 0;

    /// From any thread: writes that wait, now or later, must soon stop waiting, so that the program can end.
    virtual void hurry() {}
};

} // namespace srcip::echoserver
