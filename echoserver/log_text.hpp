#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// Appends foreign text in double quotes, so that nothing in it can end the quotes, the line, or move a terminal: what
/// srcip::printable() escapes is escaped as there, `"` is \" and a backslash is two, so it can be told what was sent.
/// At most `max` bytes between the quotes, plus "…" when something was cut off; no escape is cut in two.
void append_quoted(std::string_view text, std::size_t max, std::string& out);

/// Appends foreign text as a JSON string, bounded in the same way: valid UTF-8 with U+FFFD for every byte that is not,
/// and \uXXXX for all that srcip::printable() escapes.
void append_json_string(std::string_view text, std::size_t max, std::string& out);

/// The beginning of a request's target without what must not be logged, each replaced by "***": the user and password
/// of an authority, and the values of query parameters whose names sound like secrets (docs/echoserver.md lists them).
/// What the result holds of the target ends at most one byte behind `max`, so that append_*() see that it was cut off.
/// A view of `target` when there is nothing to hide, else of `scratch`.
std::string_view without_secrets(std::string_view target, std::size_t max, std::string& scratch);

} // namespace srcip::echoserver
