#pragma once

#include <chrono>

namespace srcip::probe {

/// While it lives SIGINT and SIGTERM are noted instead of ending the program, so that what was seen so far can be
/// reported. Only the first: the second one ends the program at once. One at a time.
class interruption {
  public:
    interruption();
    ~interruption();
    interruption(const interruption&) = delete;
    interruption& operator=(const interruption&) = delete;

    /// Sleeps for that long, or until a signal comes; false when one did, now or before.
    bool sleep(std::chrono::milliseconds time) const;
};

/// The signal that came while an interruption lived; 0: none.
int interrupted_by();

} // namespace srcip::probe
