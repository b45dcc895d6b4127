#pragma once

#include "echoserver/accept_error.hpp"
#include "echoserver/listener.hpp"
#include "echoserver/session_loop.hpp"
#include "echoserver/udp_echo.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <optional>
#include <vector>

namespace srcip::echoserver {

/// One thread of the server: its listening sockets and the connections they accept. Nothing is shared with other
/// threads but the service.
class worker {
  public:
    /// `thread` counts from 0 to `threads` - 1. Throws boost::system::system_error when the process is out of
    /// descriptors.
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
    /// A listening socket at work. Sleeps when the process is out of something that accepting takes.
    struct door final : watcher, sleeper {
        door(worker& owner, listening_socket opened);
        void ready(std::uint32_t events) override;
        void rings(std::chrono::milliseconds now) override;
        void close();

        worker& of;
        std::optional<owned_socket> socket; ///< nothing once closed
        entrance leads_to;
    };
    struct ticker final : sleeper {
        explicit ticker(worker& owner)
            : of(owner) {}
        void rings(std::chrono::milliseconds now) override { of.tick(now); }

        worker& of;
    };
    enum class order { none, drain, abort };

    accept_action accept_some(door& through);
    void greet(int handle, const ip_endpoint& peer, const door& through);
    connection_budget::place place_for(listener_kind kind);
    void warn_about_accept(int error);
    void tick(std::chrono::milliseconds now);
    void obey();
    void tell(order what);
    void start_drain();

    session_environment environment_;
    std::chrono::milliseconds period_;
    std::chrono::milliseconds next_warning_{};
    bool draining_ = false;
    std::atomic<order> order_ = order::none;
    event_loop events_{};
    session_loop sessions_{events_};
    std::deque<door> doors_;
    ticker ticker_{*this};
    std::optional<udp_echo> udp_;
};

} // namespace srcip::echoserver
