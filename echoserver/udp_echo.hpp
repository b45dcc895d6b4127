#pragma once

#include "echoserver/event_loop.hpp"
#include "echoserver/metrics.hpp"
#include "echoserver/udp_socket.hpp"

#include <srcip/echo_report.hpp>

#include <optional>
#include <string>

namespace srcip::echoserver {

enum class receive_action;

/// Answers datagrams, one at a time, on one thread's loop. An answer that cannot be sent at once is lost, as any
/// datagram may be: nothing is queued, and no error stops it.
class udp_echo final : watcher, sleeper {
  public:
    /// Serves from now on, whenever `events` goes round. All references must outlive it. Throws
    /// boost::system::system_error when the socket cannot be watched.
    udp_echo(event_loop& events, udp_listener listener, const server_identity& identity, proxy_mode proxy,
             traffic_counters& counters);
    udp_echo(const udp_echo&) = delete;
    udp_echo& operator=(const udp_echo&) = delete;

    const ip_endpoint& endpoint() const { return endpoint_; }

    /// No datagram is answered any more. What already waits in the socket is lost.
    void close();

  private:
    void ready(std::uint32_t events) override;
    void rings(std::chrono::milliseconds now) override;
    receive_action answer_some();
    void answer_one();
    bool make_answer();
    void warn(const boost::system::error_code& error);

    event_loop& events_;
    std::optional<owned_socket> socket_; ///< nothing once closed
    ip_endpoint endpoint_;
    const server_identity& identity_;
    proxy_mode proxy_;
    traffic_counters& counters_;
    std::chrono::milliseconds next_warning_{};
    datagram question_;
    std::string answer_;
};

} // namespace srcip::echoserver
