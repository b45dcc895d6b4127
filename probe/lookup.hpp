#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace srcip::probe {

enum class lookup_status { found, unknown, timeout };

/// What became of a name.
struct lookup_result {
    lookup_status status = lookup_status::unknown;
    std::vector<boost::asio::ip::address> addresses; ///< in the order to try them (RFC 6724); not empty when found
    std::string reason;                              ///< of unknown: getaddrinfo's words
};

/// Asks for the addresses of a name and may block: getaddrinfo(3), or what a test puts in its place.
using lookup_function = std::function<lookup_result(const std::string& name)>;

/// getaddrinfo(3): files, DNS and whatever else nsswitch.conf(5) names.
lookup_result system_lookup(const std::string& name);

/// The addresses of `host`, which may be one itself, within `timeout`.
///
/// getaddrinfo() cannot be interrupted. It runs on a thread of its own that nobody waits for: after the timeout its
/// answer is thrown away, and neither the io_context's end nor the program's waits for it.
boost::asio::awaitable<lookup_result> look_up(boost::asio::any_io_executor executor, std::string host,
                                              std::chrono::milliseconds timeout, lookup_function ask = &system_lookup);

} // namespace srcip::probe
