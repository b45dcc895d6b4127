#pragma once

#include "echoserver/asio_types.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace srcip::echoserver {

/// How a read or write that never blocks went.
enum class io_status { done, would_block, closed, failed };

struct io_result {
    io_status status = io_status::done;
    std::size_t bytes = 0; ///< of `done`, at least 1
};

/// The bytes of one connection, over plain TCP. Reads and writes never block; the session waits between them. Another
/// transport (TLS) need only answer the same questions.
class transport {
  public:
    explicit transport(tcp_socket socket)
        : socket_(std::move(socket)) {}

    io_result read_some(std::span<char> into);
    io_result write_some(std::string_view bytes);

    /// Says the end of our bytes; the other side's still come.
    void shutdown_write();
    /// Ends every wait with operation_aborted.
    void cancel();
    void close();

    tcp_socket& socket() { return socket_; }

  private:
    tcp_socket socket_;
};

} // namespace srcip::echoserver
