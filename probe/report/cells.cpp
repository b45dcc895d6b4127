#include "probe/report/cells.hpp"

#include <srcip/utf8.hpp>

#include <algorithm>
#include <iterator>

namespace srcip::probe {

namespace {

struct code_range {
    char32_t first;
    char32_t last;
};

// Unicode 15, general categories Mn and Me: the blocks that are nothing else, and the ones in common use.
constexpr code_range combining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},   {0x05C4, 0x05C5},
    {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4},   {0x06E7, 0x06E8},
    {0x06EA, 0x06ED}, {0x0900, 0x0902}, {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D},   {0x0E31, 0x0E31},
    {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1160, 0x11FF}, {0x1AB0, 0x1ACE}, {0x1DC0, 0x1DFF},   {0x20D0, 0x20F0},
    {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
};

// UAX #11, East_Asian_Width W and F.
constexpr code_range wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x18DFF}, {0x1AFF0, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4},
    {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E},
    {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F},
    {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6D7}, {0x1F6DC, 0x1F6DF},
    {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7EB}, {0x1F7F0, 0x1F7F0}, {0x1F90C, 0x1F93A},
    {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

template <std::size_t N>
bool is_in(const code_range (&ranges)[N], char32_t c) {
    const auto* const at = std::lower_bound(std::begin(ranges), std::end(ranges), c,
                                            [](const code_range& range, char32_t key) { return range.last < key; });
    return at != std::end(ranges) && at->first <= c;
}

struct cell {
    std::size_t bytes;
    std::size_t width;
};

/// The character at the front of `text`, which is not empty. A byte that is not UTF-8 is one cell.
cell first_cell(std::string_view text) {
    const std::size_t length = utf8_sequence_length(text);
    if (length <= 1)
        return {1, 1};
    const char32_t c = utf8_code_point(text.substr(0, length));
    if (is_in(combining, c))
        return {length, 0};
    return {length, is_in(wide, c) ? 2U : 1U};
}

/// How many bytes at the front of `text` fill at most `width` cells, marks on the last one included.
std::size_t bytes_within(std::string_view text, std::size_t width) {
    std::size_t bytes = 0;
    std::size_t used = 0;
    while (bytes != text.size()) {
        const cell next = first_cell(text.substr(bytes));
        if (used + next.width > width)
            break;
        used += next.width;
        bytes += next.bytes;
    }
    return bytes;
}

/// How much of `text`, which is longer than `room` cells, goes into one line; never nothing.
std::size_t line_length(std::string_view text, std::size_t room) {
    const std::size_t bytes = bytes_within(text, room);
    const std::size_t space = text.substr(0, bytes + 1).rfind(' ');
    if (space != std::string_view::npos && space > text.find_first_not_of(' '))
        return space;
    return bytes != 0 ? bytes : first_cell(text).bytes;
}

} // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const cell next = first_cell(text);
        width += next.width;
        text.remove_prefix(next.bytes);
    }
    return width;
}

std::string fit(std::string_view text, std::size_t width, std::string_view ellipsis) {
    if (display_width(text) <= width)
        return std::string(text);
    if (width == 0)
        return {};
    return std::string(text.substr(0, bytes_within(text, width - 1))) + std::string(ellipsis);
}

std::string fit_end(std::string_view text, std::size_t width, std::string_view ellipsis) {
    std::size_t left = display_width(text);
    if (left <= width)
        return std::string(text);
    if (width == 0)
        return {};
    while (left > width - 1) {
        const cell next = first_cell(text);
        left -= next.width;
        text.remove_prefix(next.bytes);
    }
    while (!text.empty() && first_cell(text).width == 0) // a mark whose character is gone
        text.remove_prefix(first_cell(text).bytes);
    return std::string(ellipsis) + std::string(text);
}

std::string fit_middle(std::string_view text, std::size_t width, std::string_view ellipsis) {
    if (display_width(text) <= width)
        return std::string(text);
    if (width < 3)
        return fit(text, width, ellipsis);
    const std::size_t front = width / 2;
    return std::string(text.substr(0, bytes_within(text, front))) + fit_end(text, width - front, ellipsis);
}

std::string_view without_spaces_behind(std::string_view text) { return text.substr(0, text.find_last_not_of(' ') + 1); }

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
    text = without_spaces_behind(text);
    indent = width > 2 * indent ? indent : 0;
    std::string out;
    std::size_t margin = 0;
    for (; width != 0 && display_width(text) > width - margin; margin = indent) {
        const std::size_t length = line_length(text, width - margin);
        out.append(margin, ' ').append(without_spaces_behind(text.substr(0, length))) += '\n';
        text.remove_prefix(length);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    }
    if (text.empty() && !out.empty())
        return out;
    return out.append(text.empty() ? 0 : margin, ' ').append(text) + '\n';
}

} // namespace srcip::probe
