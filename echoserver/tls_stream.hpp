#pragma once

#include "echoserver/io_result.hpp"
#include "echoserver/tls_handles.hpp"
#include "echoserver/tls_socket.hpp"

#include <srcip/echo_report.hpp>

#include <span>
#include <string>
#include <string_view>

namespace srcip::echoserver {

class tls_context;

/// The server's side of TLS on one connection. Nothing here blocks: `wants_read` and `wants_write` say what the socket
/// must become before the same call is worth repeating, and each call may want either (RFC 8446 section 4.6.3: a
/// KeyUpdate that is read asks for one to be written).
///
/// `closed` is a close_notify or the end of the TCP connection: HTTP knows by itself whether a message is whole.
/// `failed` is for good; last_error() says why. Bytes can still be written after `closed`, as on plain TCP.
class tls_stream {
  public:
    /// Does not own the socket. Settings and certificate stay those that `context` had at this moment.
    tls_stream(const tls_context& context, int socket);
    tls_stream(const tls_stream&) = delete; // OpenSSL holds the address of socket_
    tls_stream& operator=(const tls_stream&) = delete;
    ~tls_stream() = default;

    io_result handshake();
    /// At most one record (16 KiB) at a time.
    io_result read_some(std::span<char> into);
    /// Likewise. After `wants_read` or `wants_write` the next call must begin with the same bytes and be no shorter;
    /// they may have moved.
    io_result write_some(std::string_view bytes);

    /// Sends close_notify if the socket takes it now. TCP is left as it is; reading goes on.
    void shutdown_write();

    /// What was agreed on, once the handshake is done. Made anew at each call, so that idle connections need not keep
    /// it.
    tls_view facts() const;

    /// "TLSv1.3", once the handshake is done.
    std::string_view version() const;

    /// Why the last call failed: one printable line, empty when none did.
    std::string_view last_error() const { return error_; }

    /// The handshake failed because the client began a plain HTTP request. Nothing was written to the socket then, so
    /// that the client can be told in HTTP; up to 16 KiB of its request have been read.
    bool spoke_http() const { return spoke_http_; }

  private:
    io_result unfinished(int returned);
    io_result failure(std::string why);

    tls_socket socket_;
    std::string server_name_; ///< as the client sent it
    std::string error_;
    bool spoke_http_ = false;
    ssl_ptr ssl_; ///< last: it refers to the others
};

} // namespace srcip::echoserver
