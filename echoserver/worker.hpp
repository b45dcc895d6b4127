#pragma once

#include "echoserver/accept_error.hpp"
#include "echoserver/listener.hpp"
#include "echoserver/session_loop.hpp"
#include "echoserver/udp_echo.hpp"

#include <boost/asio/basic_waitable_timer.hpp>

#include <chrono>
#include <deque>
#include <optional>

namespace srcip::echoserver {

/// One thread of the server: its listening sockets and the connections they accept. Nothing is shared with other
/// threads but the service.
class worker {
  public:
    /// `thread` counts from 0 to `threads` - 1.
    worker(service& shared, std::vector<listening_socket> listening, unsigned thread, unsigned threads);
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// Before run(): answers datagrams too.
    void answer_datagrams(udp_listener listener);
    /// Serves until drained or aborted.
    void run();

    /// From any thread: stop accepting, let requests in flight finish, drop what is left when the grace period ends.
    void drain();
    /// From any thread: drop everything.
    void abort();

    const traffic_counters& counters() const { return environment_.counters; }

  private:
    using timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, executor>;
    /// A listening socket at work.
    struct door {
        door(boost::asio::io_context& context, listening_socket opened);
        listener_kind kind;
        std::uint16_t port;
        bool v6;
        tcp_acceptor acceptor;
        timer pause;
    };
    struct tick_handler {
        worker* self;
        void operator()(const boost::system::error_code& error) const { self->tick(error); }
    };
    awaitable<void> accept_loop(door& through);
    accept_action accept_some(door& through);
    void greet(int handle, const ip_endpoint& peer, const door& through);
    void admit(owned_socket connection, const ip_endpoint& peer, const door& through);
    connection_budget::place place_for(listener_kind kind);
    void warn_about_accept(int error);
    void all_ended();
    void tick(const boost::system::error_code& error);
    void arm_ticker();
    void start_drain();

    session_environment environment_;
    std::chrono::milliseconds period_;
    std::chrono::milliseconds next_warning_{};
    bool draining_ = false;
    bool ticking_ = false;
    // Last: destroying it destroys what still waits in it, and that needs everything above.
    boost::asio::io_context context_{1};
    session_loop sessions_;
    std::deque<door> doors_;
    timer ticker_{context_};
    std::optional<udp_echo> udp_;
};

} // namespace srcip::echoserver
