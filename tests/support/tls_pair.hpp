#pragma once

#include "echoserver/tls_context.hpp"
#include "echoserver/tls_stream.hpp"

#include "tests/support/tls_client.hpp"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::test {

/// Two connected sockets that never block.
class socket_pair {
  public:
    /// `buffer`: bytes the kernel should keep for the server's writes; 0: as many as it likes.
    explicit socket_pair(int buffer = 0);
    ~socket_pair();
    socket_pair(const socket_pair&) = delete;
    socket_pair& operator=(const socket_pair&) = delete;

    int server() const { return handles_[0]; }
    /// From the client's side: as many bytes as the kernel takes; how many.
    std::size_t send(std::string_view bytes) const;
    /// All that came for the client, at most 64 KiB.
    std::string receive() const;
    /// The client's end of bytes.
    void end() const;
    /// The client is gone.
    void close();

  private:
    std::array<int, 2> handles_{-1, -1};
};

/// A client and the server's stream, driven step by step from one thread.
struct tls_pair {
    explicit tls_pair(const echoserver::tls_context& context, const tls_client_wish& wish = {}, int buffer = 0)
        : wire(buffer)
        , server(context, wire.server())
        , client(wish) {}

    /// Moves what the client wants to send to the server, at most `most` bytes, and what came from the server to the
    /// client.
    void pump(std::size_t most = SIZE_MAX);
    /// Both handshakes, with at most `step` bytes of the client's at a time. What the server's came to.
    echoserver::io_status handshake(std::size_t step = SIZE_MAX);
    /// The server reads until it wants something or has `size` bytes.
    echoserver::io_status read(std::string& into, std::size_t size = SIZE_MAX);

    socket_pair wire;
    echoserver::tls_stream server;
    tls_client client;
    std::string outgoing{}; ///< of the client, not yet sent
};

/// A context with a self-signed certificate, or one with these files.
std::unique_ptr<echoserver::tls_context> make_context(const echoserver::tls_options& files = {});

} // namespace srcip::test
