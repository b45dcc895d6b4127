#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace srcip {

/// How many bytes of foreign text a message shows unless it says otherwise.
inline constexpr std::size_t printable_default_max = 256;

/// Foreign text in a form that is safe to show: on one line, and unable to command a terminal or to reorder what
/// stands beside it.
///
/// Valid UTF-8 passes. Control bytes (C0 and DEL) and bytes that are not UTF-8 become "\xNN"; C1 controls, line and
/// paragraph separators, bidirectional controls, zero-width and tag characters become "\u{HEX}". A backslash passes as
/// it is: the result is for people, not for decoding.
///
/// The result is at most `max` bytes, plus "…" when something was cut off; neither a character nor an escape is cut in
/// two.
std::string printable(std::string_view text, std::size_t max = printable_default_max);

/// printable() in double quotes, for names in messages.
std::string quoted(std::string_view text, std::size_t max = printable_default_max);

} // namespace srcip
