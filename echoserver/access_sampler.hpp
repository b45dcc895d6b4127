#pragma once

#include "echoserver/options.hpp"

#include <chrono>
#include <cstdint>

namespace srcip::echoserver {

/// Decides for one thread which of its requests get a line in the access log. No locks and no clock: the time is
/// handed in, as milliseconds of a monotonic clock.
///
/// Sampled: a thread has its share of the lines that all of them may write in a second. Shares below one line are one
/// line every few seconds.
class access_sampler {
  public:
    /// `thread` counts from 0 to `threads` - 1.
    access_sampler(const log_options& settings, unsigned thread, unsigned threads);

    /// Call it once for each request.
    bool wanted(std::chrono::milliseconds now) {
        if (mode_ != access_log_mode::sampled)
            return mode_ == access_log_mode::full;
        if (now >= window_end_)
            open_window(now);
        if (left_ == 0) {
            ++suppressed_;
            return false;
        }
        --left_;
        return true;
    }

    /// How many requests were not wanted, asked for at any time: 0 until the second is over in which they came, then
    /// their number, once.
    std::uint64_t take_suppressed(std::chrono::milliseconds now);
    /// The same without waiting for the second to end.
    std::uint64_t take_all_suppressed();

    /// There is, or will be, something to take.
    bool has_suppressed() const { return suppressed_ + suppressed_before_ != 0; }

  private:
    void open_window(std::chrono::milliseconds now);

    access_log_mode mode_;
    std::uint64_t budget_ = 0; ///< lines in a window
    std::chrono::milliseconds window_{1'000};
    std::chrono::milliseconds window_end_ = std::chrono::milliseconds::min();
    std::uint64_t left_ = 0;
    std::uint64_t suppressed_ = 0;        ///< in this window
    std::uint64_t suppressed_before_ = 0; ///< in windows that are over
};

} // namespace srcip::echoserver
