#include "probe/report/text_table.hpp"

#include "probe/report/cells.hpp"
#include "probe/report/look.hpp"

#include <algorithm>

namespace srcip::probe {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t gap = 2;

std::vector<std::size_t> widths_of(const std::vector<std::string>& titles, const std::vector<table_line>& lines) {
    std::vector<std::size_t> widths(titles.size());
    for (std::size_t i = 0; i != titles.size(); ++i) {
        widths[i] = display_width(titles[i]);
        for (const auto& line : lines)
            if (i < line.size())
                widths[i] = std::max(widths[i], display_width(line[i].text));
    }
    return widths;
}

/// Padding is written only before a cell that says something, and never inside a colour.
std::string one_line(const table_line& line, const std::vector<std::size_t>& widths, const table_style& style) {
    std::string out;
    std::size_t padding = indent;
    std::size_t used = 0;
    for (std::size_t i = 0; i < line.size() && i < widths.size(); ++i) {
        if (style.width != 0 && used + padding >= style.width)
            break;
        const auto room = style.width == 0 ? widths[i] : std::min(widths[i], style.width - used - padding);
        const auto shown = fit(line[i].text, room, style.unicode ? "…" : "~");
        const auto shown_width = display_width(shown);
        if (!shown.empty()) {
            out.append(padding, ' ');
            out += painted(shown, line[i].colour, style);
            used += padding + shown_width;
            padding = 0;
        }
        padding += widths[i] - std::min(widths[i], shown_width) + gap;
    }
    return out + '\n';
}

} // namespace

std::string text_table(const std::vector<std::string>& titles, const std::vector<table_line>& lines,
                       const table_style& style) {
    const auto widths = widths_of(titles, lines);
    table_line head;
    for (const auto& title : titles)
        head.emplace_back(title, faint);
    std::string out = one_line(head, widths, style);
    for (const auto& line : lines)
        out += one_line(line, widths, style);
    return out;
}

std::size_t text_table_width(const std::vector<std::string>& titles, const std::vector<table_line>& lines) {
    std::size_t out = indent - gap;
    for (const auto width : widths_of(titles, lines))
        out += width + gap;
    return out;
}

std::string painted(const std::string& text, std::string_view colour, const table_style& style) {
    if (!style.colour || colour.empty() || text.empty())
        return text;
    return "\x1b[" + std::string(colour) + 'm' + text + "\x1b[0m";
}

} // namespace srcip::probe
