#pragma once

#include <string_view>

namespace srcip::echoserver {

/// Code and reason phrase of a status line: "200 OK". The phrases of errors are nginx's; an unknown code from 100 to
/// 599 has the phrase of its class.
std::string_view status_line(unsigned status);

} // namespace srcip::echoserver
