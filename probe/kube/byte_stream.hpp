#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <string_view>

namespace srcip::probe::kube {

/// What a read or write came to.
struct transfer {
    boost::system::error_code ec;
    std::size_t size = 0; ///< bytes read, also beside an error
};

/// A connection as the layers above see it: TCP, a tunnel through proxies, TLS over any of these. One type, so that
/// HTTP and TLS are compiled once. One read and one write at a time.
class byte_stream {
  public:
    byte_stream() = default;
    virtual ~byte_stream() = default;
    byte_stream(const byte_stream&) = delete;
    byte_stream& operator=(const byte_stream&) = delete;

    /// At least one byte, or an error: asio::error::eof at the end, ssl::error::stream_truncated where TLS was cut off,
    /// beast::error::timeout once the deadline has passed.
    virtual boost::asio::awaitable<transfer> read_some(char* data, std::size_t size) = 0;
    /// All of `bytes`, which must outlive the call.
    virtual boost::asio::awaitable<boost::system::error_code> write(std::string_view bytes) = 0;
    /// From then on everything fails, what is under way included. Holds until it is set again; time_point::max() takes
    /// it off, and must at last: a deadline that is still waited for keeps the io_context running.
    virtual void expires_at(std::chrono::steady_clock::time_point deadline) = 0;
    virtual void close() = 0;
};

} // namespace srcip::probe::kube
