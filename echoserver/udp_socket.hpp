#pragma once

#include "echoserver/listener.hpp"
#include "echoserver/udp_command.hpp"

#include <srcip/address.hpp>

#include <boost/system/result.hpp>

#include <array>
#include <netinet/in.h>
#include <optional>
#include <string_view>

namespace srcip::echoserver {

/// A UDP socket that tells with every datagram where it was sent to, its TTL and its traffic class.
struct udp_listener {
    owned_socket socket;
    ip_endpoint endpoint; ///< with the port that port 0 became
};

/// Without an address: [::] for both families, or 0.0.0.0 where the host has no IPv6.
boost::system::result<udp_listener> listen_udp(const std::optional<ip_address>& address, std::uint16_t port);

/// A datagram, and room for the next.
struct datagram {
    std::array<char, max_datagram_bytes> bytes;
    std::size_t kept = 0; ///< of `bytes`; facts.size may be more
    datagram_facts facts{};
    bool local_is_known = false; ///< the kernel told facts.local's address
    sockaddr_in6 sender{}; ///< as the kernel gave it, with the zone of a link-local peer; holds a sockaddr_in, too
    socklen_t sender_size = 0;

    std::string_view payload() const { return {bytes.data(), kept}; }
};

/// Takes one datagram without waiting. facts.local.port is left to the caller, who knows the socket's port.
boost::system::error_code receive(int socket, datagram& out);

/// Sends an answer to where `question` came from, from the address it was sent to: on a socket of all addresses, the
/// kernel would choose one by its routes, and a client takes answers only from the one it asked (kubernetes#95565).
/// Without waiting.
boost::system::error_code send_answer(int socket, const datagram& question, std::string_view answer);

} // namespace srcip::echoserver
