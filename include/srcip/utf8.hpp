#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace srcip {

/// The length in bytes (1 to 4) of the well-formed UTF-8 sequence that `text` begins with, 0 when it begins with none.
/// Overlong forms, surrogates and values above U+10FFFF are not well-formed (Unicode 15 table 3-7).
std::size_t utf8_sequence_length(std::string_view text);

/// Appends `text` with U+FFFD in place of every byte that belongs to no well-formed sequence.
void append_valid_utf8(std::string_view text, std::string& out);

} // namespace srcip
