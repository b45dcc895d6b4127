#include <srcip/utf8.hpp>

#include <cstdint>

namespace srcip {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t index) { return static_cast<std::uint8_t>(text[index]); }

bool is_continuation(std::string_view text, std::size_t index) {
    return index < text.size() && (byte_at(text, index) & 0xc0) == 0x80;
}

/// The second byte's range narrows after some first bytes: that is what keeps overlong forms and surrogates out.
bool second_byte_fits(std::uint8_t first, std::uint8_t second) {
    switch (first) {
    case 0xe0:
        return second >= 0xa0;
    case 0xed:
        return second <= 0x9f;
    case 0xf0:
        return second >= 0x90;
    case 0xf4:
        return second <= 0x8f;
    default:
        return true;
    }
}

std::size_t length_by_first_byte(std::uint8_t first) {
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    if (first >= 0xf0 && first <= 0xf4)
        return 4;
    return 0;
}

} // namespace

std::size_t utf8_sequence_length(std::string_view text) {
    if (text.empty())
        return 0;
    const auto first = byte_at(text, 0);
    if (first < 0x80)
        return 1;
    const auto length = length_by_first_byte(first);
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(text, i))
            return 0;
    return length != 0 && second_byte_fits(first, byte_at(text, 1)) ? length : 0;
}

void append_valid_utf8(std::string_view text, std::string& out) {
    while (!text.empty()) {
        const auto length = utf8_sequence_length(text);
        out += length == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
}

} // namespace srcip
