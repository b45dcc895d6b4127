#pragma once

#include "echoserver/metrics.hpp"
#include "echoserver/owned_socket.hpp"

#include <srcip/address.hpp>

#include <boost/system/result.hpp>

#include <optional>
#include <vector>

namespace srcip::echoserver {

/// How many connections may wait to be accepted; the kernel cuts it to net.core.somaxconn.
inline constexpr int listen_backlog = 4096;

/// A listening socket of one thread.
struct listening_socket {
    owned_socket socket;
    listener_kind kind = listener_kind::http;
    ip_endpoint endpoint; ///< with the port that port 0 became
};

/// Opens `count` sockets that share the port (SO_REUSEPORT) and save SYNs. A port that somebody else listens on is an
/// error even if that somebody would share it. Without an address: [::] for both families, or 0.0.0.0 where the host
/// has no IPv6.
boost::system::result<std::vector<listening_socket>> listen(const std::optional<ip_address>& address,
                                                            std::uint16_t port, listener_kind kind, unsigned count);

} // namespace srcip::echoserver
