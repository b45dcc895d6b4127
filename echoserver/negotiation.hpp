#pragma once

#include <srcip/echo_report.hpp>

#include <span>

namespace srcip::echoserver {

/// Whether an Accept field (RFC 9110 section 12.5.1) asks for application/json by that name, with a weight above zero.
/// Wildcards do not count: curl and browsers send them, and get the text.
bool wants_json(std::span<const header_field> headers);

} // namespace srcip::echoserver
