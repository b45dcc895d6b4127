#pragma once

#include "echoserver/open_listeners.hpp"

#include <srcip/echo_report.hpp>

#include <functional>
#include <memory>
#include <variant>

namespace srcip::echoserver {

struct agnhost_exit;
class tls_context;

/// The whole server: its threads, from listening to drained.
class server {
  public:
    /// Opens every listener; serves nobody yet.
    static std::variant<std::unique_ptr<server>, startup_error> open(const options& settings,
                                                                     const server_identity& identity);
    /// Drops every connection and waits for the threads.
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Where it listens, with the port that port 0 became; nothing when it does not.
    std::optional<ip_endpoint> endpoint(listener_kind kind) const;
    std::optional<ip_endpoint> udp_endpoint() const;
    /// That serve connections; one more answers the admin port and datagrams.
    unsigned threads() const;

    /// Starts the threads. `on_finished` is called by the last of them to end.
    void start(std::function<void()> on_finished = {});
    /// The first step out: not ready any more, and every answer ends its connection; new ones are still taken, because
    /// those who send them learn of our leaving late. Returns at once.
    void leave();
    /// The second: stops accepting; requests in flight finish, at the latest when the grace period ends. The admin port
    /// answers until then. Returns at once.
    void drain();
    /// Drops every connection. Returns at once.
    void abort();
    /// Before start(): who is told, on a thread of the server's, that a client that may do so wants it to end.
    void on_exit_wish(std::function<void(const agnhost_exit&)> handler);
    /// Before drain(): another grace period than the options'.
    void set_grace_period(std::chrono::milliseconds period);
    /// Waits until every thread has ended.
    void join();
    /// Null without a TLS listener.
    const tls_context* tls() const;
    /// Reads the certificate again when its files have changed. From one thread only.
    void reload_certificate();

  private:
    class impl;
    explicit server(std::unique_ptr<impl> impl);
    std::unique_ptr<impl> impl_;
};

} // namespace srcip::echoserver
