#pragma once

#include "probe/facts.hpp"
#include "probe/http_reply.hpp"
#include "probe/observation.hpp"

#include <srcip/address.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace srcip::probe {

/// How one attempt is made.
struct exchange_options {
    std::chrono::milliseconds connect_timeout{1000};
    /// From the established connection to the whole answer; over UDP from the first datagram on.
    std::chrono::milliseconds timeout{3000};
    std::string request_target = "/clientip"; ///< agnhost answers this one; every other echo server answers any
    std::string host_header{};                ///< the Host field, and with HTTPS the server's name; empty: the target's
};

/// What is asked.
struct exchange_target {
    ip_endpoint endpoint;
    probe::protocol protocol = probe::protocol::tcp; ///< TCP or UDP
    bool tls = false;                                ///< HTTPS. Certificates are not verified: no secret is sent
    std::string host_name{}; ///< what the address was resolved from; empty: it is only an address
};

/// Opens one new connection, asks for an echo and says what came of it. `marker_mss` is the MSS our SYN shall announce
/// (TCP_MAXSEG, tcp(7)), bytes; 0 leaves it to the kernel. Ends within connect_timeout + timeout.
///
/// Over UDP "clientip" is sent, as agnhost and our server understand it, and twice again while nothing answers.
///
/// May be cancelled (asio::cancellation_type::terminal): then it throws operation_aborted.
boost::asio::awaitable<observation> exchange(exchange_target target, std::uint16_t marker_mss,
                                             exchange_options options);

/// GETs `request_target` over plain HTTP: for ports that are no echo server's.
boost::asio::awaitable<http_reply> fetch(ip_endpoint target, std::string request_target, exchange_options options);

} // namespace srcip::probe
