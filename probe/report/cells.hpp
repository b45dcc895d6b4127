#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace srcip::probe {

/// How many cells of a terminal a text takes: East Asian wide characters and emoji two, combining marks none.
/// `text` has been through printable(), so it holds no control characters.
std::size_t display_width(std::string_view text);

/// `text` cut to at most `width` cells, the last of which is `ellipsis` (one cell wide) where something was cut off.
std::string fit(std::string_view text, std::size_t width, std::string_view ellipsis);

/// The same, but the end is kept and the front cut off.
std::string fit_end(std::string_view text, std::size_t width, std::string_view ellipsis);

/// The same, but both ends are kept: names of one fleet differ at either.
std::string fit_middle(std::string_view text, std::size_t width, std::string_view ellipsis);

/// `text` up to its last character that is no space.
std::string_view without_spaces_behind(std::string_view text);

/// `text` in lines of at most `width` cells, broken at spaces, and within a word only where the word is longer than a
/// line. Lines after the first begin with `indent` spaces (fewer when they would leave no room). Width 0: one line.
/// Each line ends in a newline.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

} // namespace srcip::probe
