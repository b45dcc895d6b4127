#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// What is wrong with the command line: one line for people without the program's name; absent when nothing is. It may
/// hold any byte: escape it.
using option_error = std::optional<std::string>;

/// The pieces of "a,b,,c", empty ones too; one piece when there is no separator.
std::vector<std::string> split(std::string_view text, char separator);

/// "1s", "500ms", "2m", "1h", or a bare number of seconds ("1.5"); 1 ms to `most`. Absent when it is none.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text,
                                                        std::chrono::milliseconds most = std::chrono::minutes(10));

/// Reads a duration of at most ten minutes into `out`, or says what is wrong with the option's text.
option_error read_duration(std::string_view option, std::string_view text, std::chrono::milliseconds& out);

} // namespace srcip::probe
