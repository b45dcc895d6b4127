#include <srcip/printable.hpp>
#include <srcip/utf8.hpp>

#include "unsafe_character.hpp"

#include <algorithm>
#include <cstdint>

namespace srcip {

namespace {

struct range {
    std::uint32_t first;
    std::uint32_t last;
};

constexpr range unsafe[] = {
    {0x80, 0x9F},       // C1: 0x9B is CSI to many terminals
    {0xAD, 0xAD},       // soft hyphen
    {0x61C, 0x61C},     // Arabic letter mark
    {0x180E, 0x180E},   // Mongolian vowel separator
    {0x200B, 0x200F},   // zero-width characters, directional marks
    {0x2028, 0x202E},   // line and paragraph separators, bidirectional embeddings and overrides
    {0x2060, 0x206F},   // word joiner, bidirectional isolates, deprecated format characters
    {0xFEFF, 0xFEFF},   // byte order mark
    {0xFFF9, 0xFFFB},   // interlinear annotation
    {0xE0000, 0xE007F}, // tags
};

constexpr char hex_digits[] = "0123456789abcdef";

std::string escaped_byte(unsigned char byte) {
    return std::string{'\\', 'x', hex_digits[byte >> 4U], hex_digits[byte & 0xFU]};
}

std::string escaped_code_point(std::uint32_t value) {
    std::string digits;
    for (; value != 0; value >>= 4U)
        digits.insert(digits.begin(), hex_digits[value & 0xFU]);
    return "\\u{" + digits + "}";
}

std::string shown(std::string_view sequence, bool valid) {
    const auto first = static_cast<unsigned char>(sequence[0]);
    if (!valid || first < 0x20 || first == 0x7F)
        return escaped_byte(first);
    const std::uint32_t value = utf8_code_point(sequence);
    return is_unsafe_character(value) ? escaped_code_point(value) : std::string(sequence);
}

} // namespace

bool is_unsafe_character(char32_t c) {
    for (const range& r : unsafe) {
        if (c >= r.first && c <= r.last)
            return true;
    }
    return false;
}

std::string printable(std::string_view text, std::size_t max) {
    if (text.size() <= max && std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }))
        return std::string(text); // nearly always
    std::string out;
    while (!text.empty()) {
        const std::string_view sequence = text.substr(0, utf8_sequence_length(text));
        const std::string piece = shown(sequence.empty() ? text.substr(0, 1) : sequence, !sequence.empty());
        if (out.size() + piece.size() > max)
            return out + "…";
        out += piece;
        text.remove_prefix(std::max<std::size_t>(sequence.size(), 1));
    }
    return out;
}

std::string quoted(std::string_view text, std::size_t max) { return '"' + printable(text, max) + '"'; }

} // namespace srcip
