#include "json_writer.hpp"

#include "hex.hpp"
#include "unsafe_character.hpp"

#include <srcip/utf8.hpp>

#include <array>

namespace srcip {
namespace {

/// ASCII that stands for itself in a JSON string.
bool is_plain(char c) { return c >= ' ' && c < '\x7f' && c != '"' && c != '\\'; }

std::size_t plain_length(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size() && is_plain(text[length]))
        ++length;
    return length;
}

void append_unit(char32_t unit, std::string& out) {
    const std::array<std::uint8_t, 2> bytes{static_cast<std::uint8_t>(unit >> 8U), static_cast<std::uint8_t>(unit)};
    out += "\\u";
    append_hex(bytes, out);
}

/// "\uXXXX", or two of them (a surrogate pair) beyond U+FFFF.
void append_escaped(char32_t c, std::string& out) {
    if (c < 0x10000)
        return append_unit(c, out);
    append_unit(0xD800 + ((c - 0x10000) >> 10U), out);
    append_unit(0xDC00 + ((c - 0x10000) & 0x3FFU), out);
}

void append_special(std::string_view sequence, std::string& out) {
    switch (const auto c = utf8_code_point(sequence)) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        if (c < 0x80 || is_unsafe_character(c))
            append_escaped(c, out);
        else
            out += sequence;
    }
}

} // namespace

void append_json_string(std::string_view text, std::string& out) {
    out += '"';
    for (;;) {
        const auto plain = plain_length(text);
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty())
            break;
        const auto length = utf8_sequence_length(text);
        if (length == 0)
            out += "\xef\xbf\xbd"; // U+FFFD
        else
            append_special(text.substr(0, length), out);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out += '"';
}

json_writer& json_writer::hex_member(std::string_view name, std::span<const std::uint8_t> bytes) {
    key(name);
    separate();
    out_ += '"';
    append_hex(bytes, out_);
    out_ += '"';
    return *this;
}

} // namespace srcip
