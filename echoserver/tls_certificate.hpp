#pragma once

#include "echoserver/tls_error.hpp"
#include "echoserver/tls_handles.hpp"

#include <srcip/echo_report.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace srcip::echoserver {

using wall_clock = std::chrono::system_clock;

/// The names and addresses a server is reached by as far as it knows: host, pod, the pod's address, and loopback. Each
/// once; what is neither a DNS name nor an address is left out.
std::vector<std::string> self_signed_names(const server_identity& identity);

/// A certificate for `names` that only its own key vouches for: ECDSA P-256, valid from an hour before `now` (clocks
/// differ) for a year from `now`, with a random serial. It exists in memory only.
tls_outcome<tls_credentials> make_self_signed(const std::vector<std::string>& names, wall_clock::time_point now);

} // namespace srcip::echoserver
