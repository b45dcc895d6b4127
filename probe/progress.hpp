#pragma once

#include "probe/report/progress_text.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace srcip::probe {

/// One line on standard error that says how far a sweep is, when a person is there to read it; nothing otherwise.
class progress {
  public:
    explicit progress(bool visible)
        : visible_(visible) {}
    ~progress() { clear(); }
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    /// "discovering", before there is anything to count.
    void say(const std::string& what);
    /// At most ten times a second, and always for the last. The first call starts the clock of the rate.
    void count(std::size_t done, std::size_t all);
    void clear();

  private:
    using clock = std::chrono::steady_clock;

    void show(const std::string& text);

    bool visible_;
    bool shown_ = false;
    std::optional<clock::time_point> began_;
    clock::time_point next_{};
};

} // namespace srcip::probe
