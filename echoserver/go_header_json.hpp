#pragma once

#include <srcip/echo_report.hpp>

#include <span>
#include <string>
#include <string_view>

namespace srcip::echoserver {

// A request's fields as a Go server has them: names in canonical case ("X-Forwarded-For"), without Host and
// Transfer-Encoding, which it keeps elsewhere.

/// All of them as one JSON object: sorted names, each with the list of its values in the order they came. Bytes that
/// are not UTF-8 appear as U+FFFD.
std::string go_header_json(std::span<const header_field> headers);

/// The first value of that name, in any case; empty when there is none.
std::string_view go_header_value(std::span<const header_field> headers, std::string_view name);

} // namespace srcip::echoserver
