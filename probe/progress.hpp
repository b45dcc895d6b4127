#pragma once

#include <chrono>
#include <cstddef>
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
    /// At most ten times a second, and always for the last.
    void count(std::size_t done, std::size_t all);
    void clear();

  private:
    void show(const std::string& text);

    bool visible_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point next_{};
};

} // namespace srcip::probe
