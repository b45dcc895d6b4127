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

    /// A client that may do so wants the server to end. On the main thread.
    void exit(const agnhost_exit& wish);
    /// What the program is to end with.
    int exit_code() const { return exit_code_; }
    /// The server has ended: nothing is waited for any more.
    void stop();

  private:
    void wait_for_signal();
    void on_signal(int signal);
    void leave(std::chrono::milliseconds delay);
    void drain();
    void watch_certificate();

    boost::asio::signal_set signals_;
    boost::asio::steady_timer delay_;
    boost::asio::steady_timer certificate_;
    server& server_;
    std::chrono::milliseconds drain_delay_;
    bool signalled_ = false;
    bool leaving_ = false;
    int exit_code_ = 0;
};

} // namespace srcip::echoserver
