#include "probe/report/json_writer.hpp"

#include <srcip/utf8.hpp>

#include <algorithm>

namespace srcip::probe {

namespace {

void append_escape(char32_t c, std::string& out) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (unsigned shift = 16; shift != 0; shift -= 4)
        out += digits[c >> (shift - 4) & 0xFU];
}

/// C0, DEL and C1; the marks, embeddings, overrides and isolates of bidirectional text; line and paragraph separators;
/// the byte order mark and what is no character at all.
constexpr bool is_unsafe(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x61C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

void append_character(std::string_view sequence, std::string& out) {
    const char32_t c = utf8_code_point(sequence);
    if (is_unsafe(c)) {
        append_escape(c, out);
        return;
    }
    if (c == U'"' || c == U'\\')
        out += '\\';
    out += sequence;
}

/// How many bytes at the front of `text` stand for themselves: nearly always all of them.
std::size_t plain_length(std::string_view text) {
    const auto* const end = std::find_if(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c); // whether char is signed differs between platforms
        return byte < 0x20 || byte > 0x7E || c == '"' || c == '\\';
    });
    return static_cast<std::size_t>(end - text.begin());
}

} // namespace

void append_json_string(std::string_view text, std::string& out) {
    out += '"';
    while (!text.empty()) {
        const std::size_t plain = plain_length(text);
        out.append(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty())
            break;
        const std::size_t length = utf8_sequence_length(text);
        if (length == 0)
            out += "\xEF\xBF\xBD"; // U+FFFD
        else
            append_character(text.substr(0, length), out);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out += '"';
}

void json_writer::key(std::string_view name) {
    next_line();
    append_json_string(name, out_);
    out_ += ": ";
    after_key_ = true;
}

void json_writer::text(std::string_view value) {
    begin_value();
    append_json_string(value, out_);
}

void json_writer::text_or_null(std::string_view value) { value.empty() ? null() : text(value); }
void json_writer::number(std::uint64_t value) { raw(std::to_string(value)); }
void json_writer::boolean(bool value) { raw(value ? "true" : "false"); }
void json_writer::null() { raw("null"); }

void json_writer::raw(std::string_view value) {
    begin_value();
    out_ += value;
}

void json_writer::text(std::string_view name, std::string_view value) {
    key(name);
    text(value);
}

void json_writer::text_or_null(std::string_view name, std::string_view value) {
    key(name);
    text_or_null(value);
}

void json_writer::number(std::string_view name, std::uint64_t value) {
    key(name);
    number(value);
}

void json_writer::number_or_null(std::string_view name, std::optional<std::uint64_t> value) {
    value ? number(name, *value) : null(name);
}

void json_writer::boolean(std::string_view name, bool value) {
    key(name);
    boolean(value);
}

void json_writer::null(std::string_view name) {
    key(name);
    null();
}

void json_writer::open(char bracket) {
    begin_value();
    out_ += bracket;
    indent_ += 2;
    empty_ = true;
}

void json_writer::close(char bracket) {
    indent_ -= 2;
    if (!empty_) {
        out_ += '\n';
        out_.append(indent_, ' ');
    }
    out_ += bracket;
    empty_ = false; // what surrounds it has this
}

void json_writer::begin_value() {
    if (!after_key_ && indent_ != 0)
        next_line();
    after_key_ = false;
}

void json_writer::next_line() {
    out_ += empty_ ? "\n" : ",\n";
    out_.append(indent_, ' ');
    empty_ = false;
}

} // namespace srcip::probe
