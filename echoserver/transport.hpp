#pragma once

#include "echoserver/io_result.hpp"
#include "echoserver/owned_socket.hpp"

#include <memory>
#include <span>
#include <string_view>

namespace srcip::echoserver {

class tls_context;
class tls_stream;

/// The bytes of one connection: plain TCP until start_tls(), then what TLS protects. Reads and writes never block; the
/// session waits between them.
class transport {
  public:
    explicit transport(owned_socket socket);
    ~transport();

    io_result read_some(std::span<char> into);
    io_result write_some(std::string_view bytes);
    /// The next bytes of the TCP connection, which stay where they are: what stands before TLS must be read without
    /// taking any of TLS's own.
    io_result peek_some(std::span<char> into);

    /// The server's side of TLS, from here on.
    void start_tls(const tls_context& context);
    io_result handshake();
    /// Null on plain TCP.
    const tls_stream* tls() const { return tls_.get(); }
    /// Back to plain TCP, to tell a client that spoke plain HTTP to the TLS port so.
    void give_up_tls();

    /// Bytes written that the other side has not taken yet (tcp(7), SIOCOUTQ).
    std::size_t unsent() const;

    /// Says the end of our bytes; the other side's still come.
    void shutdown_write();
    int handle() const { return socket_.handle(); }

  private:
    io_result receive(std::span<char> into, int flags);

    owned_socket socket_;
    std::unique_ptr<tls_stream> tls_;
};

} // namespace srcip::echoserver
