#pragma once

#include "probe/health.hpp"
#include "probe/verdict.hpp"

#include <string>
#include <string_view>

namespace srcip::probe {

// What the formats for programs call the things they list, and why these came out as they did: one line each, escaped
// (printable()) and of bounded length, but not yet fit for any one format.

/// Foreign text, escaped and at most 1 KiB of it.
std::string shown(std::string_view text);

/// "default/web"; "addresses named by the user" when there is no service.
std::string service_label(std::string_view name_space, std::string_view service);

/// "NodePort n1 10.240.0.11:30080/udp"
std::string path_label(const path& path);

/// "health port of n1 10.240.0.11:32122", "kube-proxy of n1 10.240.0.11:10256"
std::string health_label(const health_row& row);

/// "snat by pod bridge of n1, seen as 10.180.1.1; expected preserve (nodeport-local-endpoint); NOTE"
std::string reason(const sweep_row& row);

/// "status 503, expected 200; NOTE", "timeout, expected 503; DETAIL"
std::string reason(const health_row& row);

} // namespace srcip::probe
