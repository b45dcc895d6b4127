#pragma once

#include "echoserver/options.hpp"

#include <array>
#include <ctime>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// The heads of the usual answer — 200, the text, in one chunk — of one thread: made once a second, not once a request.
class text_heads {
  public:
    explicit text_heads(text_version version)
        : version_(version) {}

    /// `date` is the Date field's value of `now`. What follows the head is the chunk's size.
    std::string_view ready(bool keep_alive, std::time_t now, std::string_view date) {
        if (now != made_)
            make(now, date);
        return heads_[keep_alive ? 1 : 0];
    }

  private:
    void make(std::time_t now, std::string_view date);

    text_version version_;
    std::time_t made_ = -1;
    std::array<std::string, 2> heads_{};
};

} // namespace srcip::echoserver
