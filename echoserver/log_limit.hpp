#pragma once

#include <chrono>

namespace srcip::echoserver {

/// How many lines of one kind a thread may log: whoever can cause them can cause any number.
class log_limit {
  public:
    bool allows(std::chrono::milliseconds now) {
        if (now - window_ >= std::chrono::seconds(1)) {
            window_ = now;
            left_ = lines_per_second;
        }
        return left_ > 0 && left_-- > 0;
    }

  private:
    static constexpr unsigned lines_per_second = 5;
    std::chrono::milliseconds window_{-1'000};
    unsigned left_ = 0;
};

} // namespace srcip::echoserver
