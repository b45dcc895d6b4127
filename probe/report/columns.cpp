#include "probe/report/columns.hpp"

#include "probe/report/cells.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

std::string cut_to(std::string_view text, std::size_t width, cut how, std::string_view ellipsis) {
    switch (how) {
    case cut::front:
        return fit_end(text, width, ellipsis);
    case cut::middle:
        return fit_middle(text, width, ellipsis);
    case cut::end:
        break;
    }
    return fit(text, width, ellipsis);
}

/// Foreign text may end in spaces.
std::string shortened(std::string_view text, std::size_t width, cut how, std::string_view ellipsis) {
    std::string shown = cut_to(text, width, how, ellipsis);
    shown.erase(shown.find_last_not_of(' ') + 1);
    return shown;
}

} // namespace

column_layout::column_layout(std::span<const column> columns)
    : columns_(columns) {
    for (const column& each : columns)
        widths_.push_back(std::max<std::size_t>(1, display_width(each.title)));
}

void column_layout::measure(std::span<const table_cell> line) {
    for (std::size_t i = 0; i != widths_.size(); ++i)
        widths_[i] = std::max(widths_[i], display_width(line[i].text));
}

std::size_t column_layout::line_width() const {
    std::size_t total = 0;
    std::size_t gap = 0;
    for (std::size_t i = 0; i != widths_.size(); ++i)
        if (widths_[i] != 0) {
            total += gap + widths_[i];
            gap = columns_[i].gap;
        }
    return total;
}

void column_layout::settle(std::size_t width, std::span<const squeeze> steps) {
    limit_ = width;
    for (const squeeze& step : steps) {
        const std::size_t total = line_width();
        if (width == 0 || total <= width)
            return;
        std::size_t& taken_from = widths_[step.column];
        if (step.least == 0)
            taken_from = 0;
        else if (taken_from > step.least)
            taken_from -= std::min(taken_from - step.least, total - width);
    }
}

void column_layout::write(std::span<const table_cell> line, const painter& paint, std::string& out) const {
    std::size_t padding = 0;
    std::size_t used = 0;
    for (std::size_t i = 0; i != widths_.size(); ++i) {
        std::size_t width = widths_[i];
        if (width == 0)
            continue;
        if (limit_ != 0) {
            if (used + padding >= limit_)
                break;
            width = std::min(width, limit_ - used - padding);
        }
        const std::string shown = shortened(line[i].text, width, columns_[i].how, paint.ellipsis());
        if (!shown.empty()) { // padding is written only before a cell that follows, and never inside a colour
            out.append(padding, ' ') += paint.paint(shown, line[i].colour);
            used += padding + display_width(shown);
            padding = 0;
        }
        padding += widths_[i] - std::min(widths_[i], display_width(shown)) + columns_[i].gap;
    }
    out += '\n';
}

void column_layout::write_titles(const painter& paint, std::string& out) const {
    std::vector<table_cell> titles;
    for (const column& each : columns_)
        titles.push_back({std::string(each.title), faint});
    write(titles, paint, out);
}

std::vector<std::string_view> column_layout::left_out() const {
    std::vector<std::string_view> titles;
    for (std::size_t i = 0; i != widths_.size(); ++i)
        if (widths_[i] == 0)
            titles.push_back(columns_[i].title);
    return titles;
}

} // namespace srcip::probe
