#include "probe/report/text_table.hpp"

#include "probe/report/cells.hpp"

#include <algorithm>

namespace srcip::probe {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t gap = 2;
constexpr std::string_view faint = "2"; // SGR, ECMA-48 section 8.3.117

using cells = std::vector<std::string>;

std::vector<std::size_t> widths_of(const cells& titles, const std::vector<cells>& lines) {
    std::vector<std::size_t> widths(titles.size());
    for (std::size_t i = 0; i != titles.size(); ++i) {
        widths[i] = display_width(titles[i]);
        for (const auto& line : lines)
            if (i < line.size())
                widths[i] = std::max(widths[i], display_width(line[i]));
    }
    return widths;
}

std::string one_line(const cells& line, const std::vector<std::size_t>& widths, const table_style& style) {
    std::string out(indent, ' ');
    for (std::size_t i = 0; i < line.size() && i < widths.size(); ++i) {
        if (i != 0)
            out.append(gap, ' ');
        out += line[i];
        out.append(widths[i] - std::min(widths[i], display_width(line[i])), ' ');
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return style.width == 0 ? out : fit(out, style.width, style.unicode ? "…" : "~");
}

} // namespace

std::string text_table(const std::vector<std::string>& titles, const std::vector<std::vector<std::string>>& lines,
                       const table_style& style) {
    const auto widths = widths_of(titles, lines);
    std::string out = painted(one_line(titles, widths, style), faint, style) + '\n';
    for (const auto& line : lines)
        out += one_line(line, widths, style) + '\n';
    return out;
}

std::string painted(const std::string& text, std::string_view colour, const table_style& style) {
    if (!style.colour || colour.empty() || text.empty())
        return text;
    return "\x1b[" + std::string(colour) + 'm' + text + "\x1b[0m";
}

} // namespace srcip::probe
