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

} // namespace srcip::probe
