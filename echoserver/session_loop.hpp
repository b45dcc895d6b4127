#pragma once

#include "echoserver/event_loop.hpp"
#include "echoserver/session.hpp"

#include <memory>

namespace srcip::echoserver {

/// The sessions of one thread: gives each its turns, and ends them.
///
/// A session has its first turn at once, since most clients send their request before their connection is accepted: one
/// that is answered and closed in it never costs a registration. Whoever must wait is registered then, once,
/// edge-triggered, for reading; for writing when a client reads slowly.
class session_loop {
  public:
    explicit session_loop(event_loop& events)
        : events_(events) {}
    /// Drops every connection.
    ~session_loop();
    session_loop(const session_loop&) = delete;
    session_loop& operator=(const session_loop&) = delete;

    enum class first_turn { at_once, with_the_others };
    void add(owned_socket socket, const ip_endpoint& peer, const entrance& through, connection_budget::place place,
             session_environment& environment, first_turn when);
    bool empty() const { return connections_.empty(); }
    /// Somebody waits for a turn that no event will bring.
    bool has_turns() const { return !turns_.empty(); }
    void give_turns();
    /// Ends the waits whose time is up.
    void check_deadlines(std::chrono::milliseconds now);
    /// Gives everyone a turn, so that they notice that the service is closing.
    void wake_all();
    /// Drops every connection.
    void abort_all();

  private:
    class connection;
    struct connected;
    struct waking;

    void turn(connection& of);
    void wake(connection& who);
    void wait(connection& who, session::step what);

    event_loop& events_;
    link_list<connected> connections_;
    link_list<waking> turns_;
    log_limit failures_;
};

} // namespace srcip::echoserver
