#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace srcip {

/// Appends `text` as a JSON string (RFC 8259 section 7). Bytes that are not UTF-8 become U+FFFD; besides what must be
/// escaped, so is every character that a terminal acts on or that reorders its neighbours.
void append_json_string(std::string_view text, std::string& out);

/// Appends JSON to a string as it is told, commas included. That what is opened is closed is the caller's business.
class json_writer {
  public:
    explicit json_writer(std::string& out)
        : out_(out) {}

    json_writer& open(char bracket) {
        separate();
        out_ += bracket;
        first_ = true;
        return *this;
    }

    json_writer& close(char bracket) {
        out_ += bracket;
        first_ = false;
        return *this;
    }

    /// The name of the next value; a literal that needs no escape.
    json_writer& key(std::string_view name) {
        separate();
        out_.append(1, '"').append(name).append("\":");
        first_ = true;
        return *this;
    }

    void value(std::string_view text) {
        separate();
        append_json_string(text, out_);
    }

    void value(const char* text) { value(std::string_view(text)); }

    void value(std::same_as<bool> auto flag) {
        separate();
        out_ += flag ? "true" : "false";
    }

    template <std::unsigned_integral Number>
    requires(!std::same_as<Number, bool>) void value(Number number) {
        separate();
        char digits[20];
        out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    }

    void null() {
        separate();
        out_ += "null";
    }

    template <class T>
    void value(const std::optional<T>& maybe) {
        if (maybe)
            value(*maybe);
        else
            null();
    }

    template <class T>
    json_writer& member(std::string_view name, const T& what) {
        key(name).value(what);
        return *this;
    }

    /// Unknown is null: an empty string would claim to be a name.
    json_writer& text_or_null(std::string_view name, std::string_view text) {
        return text.empty() ? null_member(name) : member(name, text);
    }

    json_writer& null_member(std::string_view name) {
        key(name).null();
        return *this;
    }

    /// Two digits a byte, lower case.
    json_writer& hex_member(std::string_view name, std::span<const std::uint8_t> bytes);

  private:
    void separate() {
        if (!first_)
            out_ += ',';
        first_ = false;
    }

    std::string& out_;
    bool first_ = true; ///< nothing stands before the next value that a comma would have to part it from
};

} // namespace srcip
