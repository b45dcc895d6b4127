#pragma once

#include "echoserver/options.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace srcip::echoserver {

/// An answer's head under construction, on the stack: status line and fields in nginx's order. What does not fit its
/// 3 KiB is left out; its parts are ours, and the longest, a Location, is bounded to 2 KiB.
class answer_head {
  public:
    answer_head(unsigned status, std::string_view server, std::string_view date, std::string_view content_type);

    /// "srcip/X.Y.Z"
    static std::string_view own_name();

    answer_head& operator<<(std::string_view text);
    answer_head& number(std::size_t value, int base);
    answer_head& content_length(std::size_t value);
    /// The last fields and the empty line.
    answer_head& end(bool keep_alive);

    std::string_view text() const { return {bytes_.data(), size_}; }

  private:
    std::array<char, 3072> bytes_; // uninitialised on purpose: only what is written is read
    std::size_t size_ = 0;
};

/// The beginning of an answer that is a text: the image it comes from says who serves it.
answer_head text_answer_head(text_version version, std::string_view content_type, std::string_view date);

} // namespace srcip::echoserver
