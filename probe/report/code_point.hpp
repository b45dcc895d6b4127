#pragma once

#include <cstddef>
#include <string_view>

namespace srcip::probe {

/// The code point of one whole, well-formed UTF-8 sequence (see utf8_sequence_length()).
constexpr char32_t code_point(std::string_view sequence) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
    if (sequence.size() == 1)
        return byte(0);
    char32_t c = byte(0) & (0x7FU >> sequence.size());
    for (std::size_t i = 1; i != sequence.size(); ++i)
        c = c << 6U | (byte(i) & 0x3FU);
    return c;
}

} // namespace srcip::probe
