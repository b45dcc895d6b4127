#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace srcip {

/// The length in bytes (1 to 4) of the well-formed UTF-8 sequence that `text` begins with, 0 when it begins with none.
/// Overlong forms, surrogates and values above U+10FFFF are not well-formed (Unicode 15 table 3-7).
std::size_t utf8_sequence_length(std::string_view text);

/// The code point of one whole, well-formed sequence (see utf8_sequence_length()).
constexpr char32_t utf8_code_point(std::string_view sequence) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
    if (sequence.size() == 1)
        return byte(0);
    char32_t c = byte(0) & (0x7FU >> sequence.size());
    for (std::size_t i = 1; i != sequence.size(); ++i)
        c = c << 6U | (byte(i) & 0x3FU);
    return c;
}

/// Appends `text` with U+FFFD in place of every byte that belongs to no well-formed sequence.
void append_valid_utf8(std::string_view text, std::string& out);

} // namespace srcip
