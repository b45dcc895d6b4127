#pragma once

#include "echoserver/accept_error.hpp"
#include "echoserver/listener.hpp"
#include "echoserver/session.hpp"

#include <boost/asio/basic_waitable_timer.hpp>

#include <chrono>
#include <string>

namespace srcip::echoserver {

/// One thread of the server: a listening socket and the connections it accepts. Nothing is shared with other threads.
class worker {
  public:
    worker(const options& settings, const server_identity& identity, owned_socket listener,
           const ip_endpoint& endpoint);
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// Serves until drained or aborted.
    void run();

    /// From any thread: stop accepting, let requests in flight finish, drop what is left when the grace period ends.
    void drain();
    /// From any thread: drop everything.
    void abort();

  private:
    using timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, executor>;
    struct tick_handler {
        worker* self;
        void operator()(const boost::system::error_code& error) const { self->tick(error); }
    };
    struct session_end {
        worker* self;
        void operator()(const std::exception_ptr& error) const { self->ended(error); }
    };

    awaitable<void> accept_loop();
    accept_action accept_some();
    void start_session(int handle, const ip_endpoint& peer);
    void spawn_session(owned_socket& owner, const ip_endpoint& peer);
    void warn_about_accept(int error);
    void ended(const std::exception_ptr& error);
    void tick(const boost::system::error_code& error);
    void arm_ticker();
    void stop_idle_ticker();
    void start_drain();
    void abort_sessions();

    session_environment environment_;
    std::chrono::milliseconds period_;
    std::chrono::milliseconds grace_end_{};
    std::chrono::milliseconds next_warning_{};
    bool ticking_ = false;
    bool v6_;
    // Last: destroying it destroys what still waits in it, and that needs everything above.
    boost::asio::io_context context_{1};
    tcp_acceptor acceptor_{context_};
    timer ticker_{context_};
    timer pause_{context_};
};

} // namespace srcip::echoserver
