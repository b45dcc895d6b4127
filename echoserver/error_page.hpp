#pragma once

#include "echoserver/request_parser.hpp"

#include <string>
#include <string_view>

namespace srcip::echoserver {

/// "400 Bad Request": the code and nginx's words for it.
std::string_view status_line(unsigned status);

/// Appends the page that nginx would send, with our name in it. Nothing of the request is in it.
void append_error_page(const refusal& why, std::string& out);

} // namespace srcip::echoserver
