#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace srcip::probe {

/// Writes the whole file or leaves what was there: a temporary file beside it takes its name when it is complete, so
/// that who reads it meanwhile (a node_exporter, a browser) never sees half of it. What is no regular file
/// (/dev/stderr, a pipe) is written to as it is.
std::error_code replace_file(const std::string& name, std::string_view text);

} // namespace srcip::probe
