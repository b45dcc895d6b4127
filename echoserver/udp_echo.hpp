#pragma once

#include "echoserver/metrics.hpp"
#include "echoserver/udp_socket.hpp"

#include <srcip/echo_report.hpp>

#include <boost/asio/io_context.hpp>

#include <memory>

namespace srcip::echoserver {

/// Answers datagrams, one at a time, on one thread's io_context. An answer that cannot be sent at once is lost, as any
/// datagram may be: nothing is queued, and no error stops it.
class udp_echo {
  public:
    /// Serves from now on, whenever `context` runs; until closed, that does not return for want of work. `identity` and
    /// `counters` must live as long as `context`. Throws boost::system::system_error when the socket cannot be watched.
    udp_echo(boost::asio::io_context& context, udp_listener listener, const server_identity& identity, proxy_mode proxy,
             traffic_counters& counters);
    udp_echo(const udp_echo&) = delete;
    udp_echo& operator=(const udp_echo&) = delete;
    /// Closes.
    ~udp_echo();

    const ip_endpoint& endpoint() const;

    /// On the context's thread: no datagram is answered any more. What already waits in the socket is lost.
    void close();

  private:
    class service;
    std::shared_ptr<service> service_;
};

} // namespace srcip::echoserver
