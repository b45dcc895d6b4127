#pragma once

#include "echoserver/listener.hpp"
#include "echoserver/options.hpp"
#include "echoserver/udp_socket.hpp"

#include <string>
#include <variant>

namespace srcip::echoserver {

/// Why there is no server: what failed, on what, why, and what to do; one line.
struct startup_error {
    std::string text;
};

/// Every listener that the options ask for.
struct open_listeners {
    std::vector<std::vector<listening_socket>> traffic; ///< of each thread: HTTP and HTTPS
    std::vector<listening_socket> admin;
    std::optional<udp_listener> udp;
};

std::variant<open_listeners, startup_error> listen_as_chosen(const options& settings, unsigned threads);

/// Why `address` and `port`, chosen with `option`, cannot be listened on.
startup_error cannot_listen(const options& settings, std::uint16_t port, std::string_view option,
                            const boost::system::error_code& error);

} // namespace srcip::echoserver
