#include "probe/report/cells.hpp"
#include "probe/report/drawing.hpp"

#include <algorithm>
#include <numeric>

namespace srcip::probe {

namespace {

/// What boxes and arrows are made of; each string is one cell wide.
struct ink {
    std::string_view across, down, top_left, top_right, bottom_left, bottom_right;
    std::string_view dotted_across, dotted_down, right, below, stop, ellipsis;
};

constexpr ink line_drawing{"─", "│", "┌", "┐", "└", "┘", "╌", "┆", "▶", "▼", "✗", "…"};
constexpr ink plain{"-", "|", "+", "+", "+", "+", "-", ":", ">", "v", "x", "~"};

std::string repeated(std::string_view piece, std::size_t count) {
    std::string out;
    for (; count != 0; --count)
        out += piece;
    return out;
}

std::string padded(std::string text, std::size_t width) {
    return text.append(width - std::min(width, display_width(text)), ' ');
}

/// The cells between the frame's sides.
std::size_t inner_width(const drawing_stop& stop) {
    std::size_t width = display_width(stop.title);
    for (const std::string& line : stop.lines)
        width = std::max(width, display_width(line));
    return width + 2;
}

/// A box of `width` cells between its sides and `height` lines between top and bottom.
std::vector<std::string> box(const drawing_stop& stop, std::size_t width, std::size_t height, const ink& with) {
    const auto framed = [&](const std::string& text) {
        return std::string(with.down) + ' ' + padded(fit(text, width - 2, with.ellipsis), width - 2) + ' ' +
               std::string(with.down);
    };
    std::vector<std::string> out{std::string(with.top_left) + repeated(with.across, width) +
                                 std::string(with.top_right)};
    out.push_back(framed(stop.title));
    for (std::size_t i = 0; i + 1 < height; ++i)
        out.push_back(framed(i < stop.lines.size() ? stop.lines[i] : ""));
    out.push_back(std::string(with.bottom_left) + repeated(with.across, width) + std::string(with.bottom_right));
    return out;
}

bool is_dotted(const drawing_leg& leg) {
    return leg.how == drawing_leg::state::lost || leg.how == drawing_leg::state::unknown;
}

std::size_t leg_width(const drawing_leg& leg) { return std::max<std::size_t>(8, display_width(leg.label) + 4); }

/// The lines of an arrow to the right: its label above it.
std::vector<std::string> arrow(const drawing_leg& leg, std::size_t height, const ink& with) {
    const std::size_t width = leg_width(leg);
    std::vector<std::string> out(height, std::string(width, ' '));
    out[1] = padded(std::string((width - display_width(leg.label)) / 2, ' ') + leg.label, width);
    const std::string_view head = leg.how == drawing_leg::state::lost ? with.stop : with.right;
    const std::string_view shaft = is_dotted(leg) ? with.dotted_across : with.across;
    out[2] = ' ' + repeated(shaft, width - 3) + std::string(head) + ' ';
    return out;
}

std::string side_by_side(const path_drawing& drawing, const ink& with) {
    std::size_t height = 2; // the arrows take the first two lines
    for (const drawing_stop& stop : drawing.stops)
        height = std::max(height, stop.lines.size() + 1);
    std::vector<std::string> lines(height + 2);
    const auto append = [&](const std::vector<std::string>& part) {
        for (std::size_t i = 0; i != lines.size(); ++i)
            lines[i] += part[i];
    };
    for (std::size_t i = 0; i != drawing.stops.size(); ++i) {
        append(box(drawing.stops[i], inner_width(drawing.stops[i]), height, with));
        if (i != drawing.legs.size())
            append(arrow(drawing.legs[i], lines.size(), with));
    }
    std::string out;
    for (const std::string& line : lines)
        out += line + '\n';
    return out;
}

std::string one_below_the_other(const path_drawing& drawing, std::size_t width, const ink& with) {
    std::string out;
    for (std::size_t i = 0; i != drawing.stops.size(); ++i) {
        const drawing_stop& stop = drawing.stops[i];
        const std::size_t inner = width == 0 ? inner_width(stop) : std::min(inner_width(stop), width - 2);
        for (const std::string& line : box(stop, inner, stop.lines.size() + 1, with))
            out += line + '\n';
        if (i == drawing.legs.size())
            break;
        const drawing_leg& leg = drawing.legs[i];
        const std::string_view shaft = is_dotted(leg) ? with.dotted_down : with.down;
        const std::string_view head = leg.how == drawing_leg::state::lost ? with.stop : with.below;
        const std::size_t room = width == 0 ? std::string::npos : width - 4;
        const std::string beside = leg.label.empty() ? "" : ' ' + fit(leg.label, room, with.ellipsis);
        out += "  " + std::string(shaft) + beside + "\n  " + std::string(head) + '\n';
    }
    return out;
}

std::size_t width_side_by_side(const path_drawing& drawing) {
    std::size_t width = 0;
    for (const drawing_stop& stop : drawing.stops)
        width += inner_width(stop) + 2;
    for (const drawing_leg& leg : drawing.legs)
        width += leg_width(leg);
    return width;
}

} // namespace

std::string drawing_text(const path_drawing& drawing, const drawing_style& style) {
    constexpr std::size_t page = 120; // cells: what goes to a file is read somewhere, too
    constexpr std::size_t narrowest = 8;
    const ink& with = style.unicode ? line_drawing : plain;
    if (width_side_by_side(drawing) <= (style.width == 0 ? page : style.width))
        return side_by_side(drawing, with);
    return style.width != 0 && style.width < narrowest ? "" : one_below_the_other(drawing, style.width, with);
}

} // namespace srcip::probe
