#pragma once

#include "probe/report/look.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// Which part of a text that is too long for its column is left out.
enum class cut { end, front, middle };

struct column {
    std::string_view title;
    cut how = cut::end;
    std::size_t gap = 2; ///< spaces after it
};

/// One step in making a table narrower: take from `column` what is too much, but leave it `least` cells; 0: leave the
/// column out.
struct squeeze {
    std::size_t column = 0;
    std::size_t least = 0;
};

struct table_cell {
    std::string text; ///< printable
    std::string_view colour;
};

/// Columns as wide as their widest cell, and then as narrow as the terminal wants them. First measure() every line,
/// then settle(), then write().
class column_layout {
  public:
    explicit column_layout(std::span<const column> columns);

    void measure(std::span<const table_cell> line);
    /// Takes `steps` in their order until a line fits `width` cells; 0: any line does. What does not fit after the
    /// last step is cut off at the right.
    void settle(std::size_t width, std::span<const squeeze> steps);

    /// No line ends in a space or is wider than what was settled for.
    void write(std::span<const table_cell> line, const painter& paint, std::string& out) const;
    void write_titles(const painter& paint, std::string& out) const;
    /// The titles of the columns that were left out.
    std::vector<std::string_view> left_out() const;

  private:
    std::size_t line_width() const;

    std::span<const column> columns_;
    std::vector<std::size_t> widths_; ///< 0: left out
    std::size_t limit_ = 0;
};

} // namespace srcip::probe
