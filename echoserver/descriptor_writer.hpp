#pragma once

#include "echoserver/line_writer.hpp"

#include <atomic>
#include <chrono>
#include <optional>

namespace srcip::echoserver {

/// Writes lines to a descriptor that may be anything: a file on a full disk, a pipe that nobody reads or that is
/// closed, a stopped terminal. It neither blocks without end nor spins nor throws: what cannot be written is lost and
/// counted. The caller sees to it that SIGPIPE is ignored or blocked.
///
/// The descriptor's O_NONBLOCK is left alone: it belongs to everyone who shares the open file.
class descriptor_writer : public line_writer {
  public:
    /// Waits for room at most `patience` (absent: until hurry()); what is written while there was none lately does not
    /// wait. `farewell` is how long everything that is written after hurry() may wait in all.
    descriptor_writer(int descriptor, std::optional<std::chrono::milliseconds> patience,
                      std::chrono::milliseconds farewell = std::chrono::milliseconds(1'000));

    std::uint64_t write(std::string_view lines) override;
    void hurry() override;

  private:
    using clock = std::chrono::steady_clock;

    bool write_chunk(std::string_view chunk, std::size_t& written);
    bool wait_for_room();
    clock::time_point deadline(clock::time_point begin) const;

    int descriptor_;
    std::optional<std::chrono::milliseconds> patience_;
    std::chrono::milliseconds farewell_;
    std::atomic<clock::rep> hurry_until_ = 0; ///< ticks of the clock; 0: no hurry
    bool failing_ = false;                    ///< the last attempt failed: the next one does not wait
    bool broken_line_ = false;                ///< the last line that got through lacks its end
};

} // namespace srcip::echoserver
