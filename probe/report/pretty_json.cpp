#include "probe/report/pretty_json.hpp"

#include <srcip/utf8.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdint>

namespace srcip::probe {

namespace {

namespace json = boost::json;

void append_escape(char32_t c, std::string& out) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (unsigned shift = 16; shift != 0; shift -= 4)
        out += digits[c >> (shift - 4) & 0xFU];
}

/// C0, DEL and C1; the marks, embeddings, overrides and isolates of bidirectional text; line and paragraph separators.
constexpr bool is_unsafe(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x61C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
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

/// Writes one value after the other, two spaces a level.
class printer {
  public:
    explicit printer(std::string& out)
        : out_(out) {}

    void print(const json::value& value) {
        if (const json::object* object = value.if_object())
            print_object(*object);
        else if (const json::array* array = value.if_array())
            print_array(*array);
        else if (const json::string* string = value.if_string())
            append_json_string({string->data(), string->size()}, out_);
        else
            print_scalar(value);
    }

  private:
    void print_scalar(const json::value& value) {
        if (value.is_null())
            out_ += "null";
        else if (const std::int64_t* number = value.if_int64())
            out_ += std::to_string(*number);
        else if (const std::uint64_t* size = value.if_uint64())
            out_ += std::to_string(*size);
        else
            out_ += json::serialize(value); // a boolean or a fraction: rare, and slow because of its own buffers
    }

    void print_object(const json::object& object) {
        bool first = true;
        open('{');
        for (const auto& member : object) {
            next_line(first);
            append_json_string({member.key().data(), member.key().size()}, out_);
            out_ += ": ";
            print(member.value());
        }
        close('}', first);
    }

    void print_array(const json::array& array) {
        bool first = true;
        open('[');
        for (const json::value& element : array) {
            next_line(first);
            print(element);
        }
        close(']', first);
    }

    void open(char bracket) {
        out_ += bracket;
        indent_ += 2;
    }

    void next_line(bool& first) {
        out_ += first ? "\n" : ",\n";
        out_.append(indent_, ' ');
        first = false;
    }

    void close(char bracket, bool empty) {
        indent_ -= 2;
        if (!empty) {
            out_ += '\n';
            out_.append(indent_, ' ');
        }
        out_ += bracket;
    }

    std::string& out_;
    std::size_t indent_ = 0;
};

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

std::string pretty_json(const json::value& value) {
    std::string out;
    printer(out).print(value);
    out += '\n';
    return out;
}

} // namespace srcip::probe
