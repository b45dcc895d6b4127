#pragma once

#include "probe/report/table.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace srcip::probe {

struct table_cell {
    std::string text;        ///< printable already
    std::string_view colour; ///< SGR parameters: "1;31"; empty: none

    table_cell(std::string words, std::string_view sgr = {})
        : text(std::move(words))
        , colour(sgr) {}
};

using table_line = std::vector<table_cell>;

/// A plain table: titles, then lines, each column as wide as its widest cell, two cells between them. A line may be
/// shorter than the titles. With style.width what does not fit is cut off at the right. No line ends in a space.
std::string text_table(const std::vector<std::string>& titles, const std::vector<table_line>& lines,
                       const table_style& style);

/// How wide that table is without style.width, cells of a terminal.
std::size_t text_table_width(const std::vector<std::string>& titles, const std::vector<table_line>& lines);

/// `text` in an SGR colour when the style has colours.
std::string painted(const std::string& text, std::string_view colour, const table_style& style);

} // namespace srcip::probe
