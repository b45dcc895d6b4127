#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace srcip::probe {

/// Appends a JSON string. Bytes that are not UTF-8 become U+FFFD; controls, C1 and bidirectional ones included, are
/// written as \uNNNN so that looking at the file in a terminal is safe too.
void append_json_string(std::string_view text, std::string& out);

/// Writes JSON as it comes, without a tree of it: two spaces a level, members in the order they are written. The caller
/// opens and closes in pairs, and writes a key before each value of an object.
class json_writer {
  public:
    explicit json_writer(std::string& out)
        : out_(out) {}

    void open_object() { open('{'); }
    void close_object() { close('}'); }
    void open_array() { open('['); }
    void close_array() { close(']'); }
    void key(std::string_view name);

    void text(std::string_view value);
    /// What is not known is null, never an empty string.
    void text_or_null(std::string_view value);
    void number(std::uint64_t value);
    void boolean(bool value);
    void null();
    /// A value that is JSON already, on one line.
    void raw(std::string_view value);

    // A key with its value.
    void text(std::string_view name, std::string_view value);
    void text_or_null(std::string_view name, std::string_view value);
    void number(std::string_view name, std::uint64_t value);
    void number_or_null(std::string_view name, std::optional<std::uint64_t> value);
    void boolean(std::string_view name, bool value);
    void null(std::string_view name);

  private:
    void open(char bracket);
    void close(char bracket);
    void begin_value();
    void next_line();

    std::string& out_;
    std::size_t indent_ = 0;
    bool empty_ = true;      ///< the innermost object or array has nothing yet
    bool after_key_ = false; ///< a value on this line, behind its key
};

} // namespace srcip::probe
