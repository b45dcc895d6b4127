#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace srcip::probe {

/// Appends a JSON string. Bytes that are not UTF-8 become U+FFFD; controls, C1 and bidirectional ones included, are
/// written as \uNNNN so that looking at the file in a terminal is safe too.
void append_json_string(std::string_view text, std::string& out);

/// Two spaces a level, members in the order they were added, a newline at the end.
std::string pretty_json(const boost::json::value& value);

} // namespace srcip::probe
