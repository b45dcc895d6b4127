#pragma once

#include "probe/report/table.hpp"

#include <string>
#include <vector>

namespace srcip::probe {

/// A plain table: titles, then lines, as wide as the widest of each column, two cells between them. A line may be
/// shorter than the titles. With style.width the last column is cut first. Cells are printable already; no line ends
/// in a space.
std::string text_table(const std::vector<std::string>& titles, const std::vector<std::vector<std::string>>& lines,
                       const table_style& style);

/// `text` in an SGR colour ("1", "31", …) when the style has colours.
std::string painted(const std::string& text, std::string_view colour, const table_style& style);

} // namespace srcip::probe
