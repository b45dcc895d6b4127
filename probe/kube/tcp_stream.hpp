#pragma once

#include "probe/kube/byte_stream.hpp"
#include "probe/kube/error.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace srcip::probe::kube {

/// Where to connect to, and how messages name it.
struct tcp_target {
    std::string host; ///< a name or an address, IPv6 without brackets
    std::uint16_t port = 0;
    std::string about;
};

/// Resolves the host and connects to the first of its addresses that answers; they share `connect_timeout` between
/// them. error_kind::unknown_host, timeout, refused or unreachable.
boost::asio::awaitable<outcome<std::unique_ptr<byte_stream>>> open_tcp(boost::asio::any_io_executor executor,
                                                                       tcp_target target,
                                                                       std::chrono::milliseconds resolve_timeout,
                                                                       std::chrono::milliseconds connect_timeout);

} // namespace srcip::probe::kube
