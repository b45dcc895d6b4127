#pragma once

#include <srcip/address.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace srcip::test {

/// One accepted connection in blocking terms: what a test's server does with it is a few lines.
class scripted_connection {
  public:
    explicit scripted_connection(int socket)
        : socket_(socket) {}
    ~scripted_connection();
    scripted_connection(const scripted_connection&) = delete;
    scripted_connection& operator=(const scripted_connection&) = delete;

    /// Reads until `end` came, the peer closed, or 64 KiB are full; returns everything read.
    std::string read_until(std::string_view end) const;
    /// False when the peer is gone.
    bool write(std::string_view bytes) const;
    /// Waits until the peer closes or resets.
    void wait_for_close() const;
    /// Closes with RST instead of FIN.
    void reset();
    /// The socket, which stays ours.
    int handle() const { return socket_; }
    /// The SYN that opened the connection, as the kernel saved it.
    std::string saved_syn() const;

  private:
    int socket_;
};

/// Listens on a free port of 127.0.0.1 and runs `script` on a thread for each connection, one after another, until it
/// is destroyed.
class scripted_server {
  public:
    using script = std::function<void(scripted_connection&)>;
    explicit scripted_server(script script);
    ~scripted_server();
    scripted_server(const scripted_server&) = delete;
    scripted_server& operator=(const scripted_server&) = delete;

    ip_endpoint endpoint() const { return endpoint_; }

  private:
    void serve(const script& script) const;

    int listener_;
    ip_endpoint endpoint_;
    std::thread thread_;
};

/// A listening socket that accepts nothing and whose queue is full: SYNs to it go unanswered, as at a node that drops
/// them.
class silent_listener {
  public:
    silent_listener();
    ~silent_listener();
    silent_listener(const silent_listener&) = delete;
    silent_listener& operator=(const silent_listener&) = delete;

    ip_endpoint endpoint() const { return endpoint_; }

  private:
    int listener_;
    std::vector<int> fillers_;
    ip_endpoint endpoint_;
};

/// A port of 127.0.0.1 on which nothing listens while the object lives.
class closed_port {
  public:
    closed_port();
    ~closed_port();
    closed_port(const closed_port&) = delete;
    closed_port& operator=(const closed_port&) = delete;

    ip_endpoint endpoint() const { return endpoint_; }

  private:
    int socket_;
    ip_endpoint endpoint_;
};

} // namespace srcip::test
