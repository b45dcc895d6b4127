#pragma once

#include "echoserver/access_record.hpp"
#include "echoserver/access_sampler.hpp"
#include "echoserver/line_writer.hpp"
#include "echoserver/options.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// Lines are handed over in batches of up to so many bytes.
inline constexpr std::size_t max_access_batch = 8'192;
/// How many batches may wait for the log's thread, 4 MiB at most; what comes then is dropped.
inline constexpr std::size_t access_log_queue = 512;

/// Writes the access log on a thread of its own (spdlog's asynchronous logger), so that nobody who answers requests
/// ever waits for whoever reads standard output.
///
/// Destroying it writes what is queued, for about a second at most when nobody reads.
class access_log {
  public:
    /// To standard output. SIGPIPE should be ignored.
    explicit access_log(const log_options& settings);
    /// With access_log_mode::off there is no thread, and nothing is ever written.
    access_log(const log_options& settings, std::unique_ptr<line_writer> output);
    ~access_log();
    access_log(const access_log&) = delete;
    access_log& operator=(const access_log&) = delete;

    /// From any thread, never blocking: queues whole lines, `count` of them, or drops them when the queue is full.
    void write(std::string_view lines, std::uint64_t count);

    /// Lines lost so far: to a full queue, or to an output that could not be written.
    std::uint64_t dropped() const;
    /// Lines that sampling left out so far, as far as the threads have told (within about a second).
    std::uint64_t suppressed() const { return suppressed_.load(std::memory_order_relaxed); }
    void count_suppressed(std::uint64_t lines) { suppressed_.fetch_add(lines, std::memory_order_relaxed); }

  private:
    struct backend;

    std::unique_ptr<backend> backend_; ///< null when off
    std::atomic<std::uint64_t> suppressed_ = 0;
};

/// One thread's end of the access log. Makes lines in a buffer of its own and hands them over together when they come
/// quickly, so that a line costs little more than its formatting. Times are milliseconds of a monotonic clock.
///
///     if (writer.wanted(now))
///         writer.add(record, now);
///
/// and tick(now) at least twice a second while pending(). Must not outlive the log.
class access_log_writer {
  public:
    /// `thread` counts from 0 to `threads` - 1.
    access_log_writer(access_log& log, const log_options& settings, unsigned thread, unsigned threads);
    ~access_log_writer();
    access_log_writer(const access_log_writer&) = delete;
    access_log_writer& operator=(const access_log_writer&) = delete;

    /// Whether the request at hand gets a line. Call it once for each.
    bool wanted(std::chrono::milliseconds now) { return sampler_.wanted(now); }
    void add(const access_record& record, std::chrono::milliseconds now);

    /// Hands over what waits; says how many requests got no line when a second with such has ended.
    void tick(std::chrono::milliseconds now) { tick(now, std::chrono::system_clock::now()); }
    void tick(std::chrono::milliseconds now, std::chrono::system_clock::time_point time);
    /// tick() has something to do, now or later.
    bool pending() const { return lines_ != 0 || sampler_.has_suppressed(); }

  private:
    void add_suppressed(std::uint64_t count, std::chrono::system_clock::time_point time);
    void hand_over(std::chrono::milliseconds now);

    access_log& log_;
    access_sampler sampler_;
    access_line_format format_;
    std::string buffer_{};
    std::uint64_t lines_ = 0; ///< in the buffer
    std::chrono::milliseconds handed_over_ = std::chrono::milliseconds::min();
};

} // namespace srcip::echoserver
