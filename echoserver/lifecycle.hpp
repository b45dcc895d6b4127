#pragma once

#include "echoserver/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>

namespace srcip::echoserver {

/// What signals do to a server, on the main thread: SIGTERM takes it out in steps, with the drain delay between not
/// being ready and not accepting; SIGINT, which comes from a person who waits, skips the delay. A second signal ends
/// the program on the spot (128 + signal). In between it looks for a new certificate now and then.
class lifecycle {
  public:
    lifecycle(boost::asio::io_context& context, server& server, std::chrono::milliseconds drain_delay);

    /// The server has ended: nothing is waited for any more.
    void stop();

  private:
    void wait_for_signal();
    void on_signal(int signal);
    void drain();
    void watch_certificate();

    boost::asio::signal_set signals_;
    boost::asio::steady_timer delay_;
    boost::asio::steady_timer certificate_;
    server& server_;
    std::chrono::milliseconds drain_delay_;
    bool leaving_ = false;
};

} // namespace srcip::echoserver
