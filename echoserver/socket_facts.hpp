#pragma once

#include <srcip/echo_report.hpp>

#include <optional>
#include <string_view>

namespace srcip::echoserver {

/// The SYN that opened a connection, or why there is none.
struct syn_facts {
    std::optional<tcp_syn> syn;
    std::string_view unavailable;
};

/// Reads the SYN that the kernel saved (TCP_SAVED_SYN, tcp(7)). It gives it out once: keep the result.
syn_facts read_syn(int socket);

/// The kernel's round trip time (TCP_INFO); nothing when it has none.
std::optional<tcp_timing> read_timing(int socket);

/// This end of the connection; 0.0.0.0:0 when the kernel does not say.
ip_endpoint read_local_endpoint(int socket);

} // namespace srcip::echoserver
