#pragma once

#include "echoserver/request_parser.hpp"

#include <string>

namespace srcip::echoserver {

/// Appends the page that nginx would send, with our name in it. Nothing of the request is in it.
void append_error_page(const refusal& why, std::string& out);

} // namespace srcip::echoserver
