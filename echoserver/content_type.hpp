#pragma once

#include <string_view>

namespace srcip::echoserver {

/// What Debian's nginx makes of a path's extension, text/plain for others: echoserver:1.4 answered so, and so does
/// ours under --strict-1.4.
std::string_view guessed_content_type(std::string_view target);

} // namespace srcip::echoserver
