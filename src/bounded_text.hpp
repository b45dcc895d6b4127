#pragma once

#include <srcip/address.hpp>
#include <srcip/ascii.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace srcip {

/// Text written straight into room at the end of a string, which was measured beforehand: not a call for each piece,
/// which is most of what a short answer costs. What does not fit is left out, so measure with what you write.
class bounded_text {
  public:
    /// `to` must not be touched before finish(), with which it ends behind what was written.
    bounded_text(std::string& to, std::size_t room)
        : to_(to) {
        const auto size = to.size();
        to.resize(size + room);
        at_ = to.data() + size;
        end_ = at_ + room;
    }
    bounded_text(const bounded_text&) = delete;
    bounded_text& operator=(const bounded_text&) = delete;
    void finish() { to_.resize(static_cast<std::size_t>(at_ - to_.data())); }

    std::size_t room() const { return static_cast<std::size_t>(end_ - at_); }

    /// A literal: its size is known, so that it becomes a few moves.
    template <std::size_t Size>
    bounded_text& operator<<(const char (&text)[Size]) {
        if (Size - 1 > room())
            return *this << std::string_view(text, Size - 1);
        std::memcpy(at_, text, Size - 1);
        at_ += Size - 1;
        return *this;
    }

    bounded_text& operator<<(std::string_view text) {
        text = text.substr(0, room());
        if (!text.empty()) // an empty view may have no data, which memcpy may not be given
            std::memcpy(at_, text.data(), text.size());
        at_ += text.size();
        return *this;
    }

    bounded_text& operator<<(char c) {
        if (at_ != end_)
            *at_++ = c;
        return *this;
    }

    bounded_text& operator<<(std::uint16_t number) {
        if (const auto [end, error] = std::to_chars(at_, end_, number); error == std::errc())
            at_ = end;
        return *this;
    }

    bounded_text& operator<<(const ip_address& address) {
        std::array<char, ip_address::longest_text> text;
        return *this << address.print(text);
    }

    bounded_text& lower(std::string_view text) {
        auto* at = at_; // of its own: what is written through a char* could be at_
        for (const char c : text.substr(0, room()))
            *at++ = ascii_lower(c);
        at_ = at;
        return *this;
    }

  private:
    std::string& to_;
    char* at_;
    char* end_;
};

} // namespace srcip
