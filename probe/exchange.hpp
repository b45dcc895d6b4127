#pragma once

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
    std::chrono::milliseconds timeout{3000};  ///< from the established connection to the whole answer
    std::string request_target = "/clientip"; ///< agnhost answers this one; every other echo server answers any
};

/// Opens one new connection to `target`, asks for an echo and says what came of it. `marker_mss` is the MSS our SYN
/// shall announce (TCP_MAXSEG, tcp(7)), bytes; 0 leaves it to the kernel. Ends within connect_timeout + timeout.
boost::asio::awaitable<observation> exchange(ip_endpoint target, std::uint16_t marker_mss, exchange_options options);

} // namespace srcip::probe
