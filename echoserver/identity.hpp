#pragma once

#include <srcip/echo_report.hpp>

#include <functional>
#include <string>

namespace srcip::echoserver {

/// Asks for one environment variable; null when it is not set.
using environment = std::function<const char*(const char*)>;

/// Who answers, from the variables that a pod gets through the downward API. Values are cut at 253 bytes, the longest
/// name in DNS; what is not printable ASCII becomes "?".
server_identity read_identity(const environment& get, const std::string& host_name);

/// The same for this process.
server_identity read_identity();

} // namespace srcip::echoserver
