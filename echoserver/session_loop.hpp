#pragma once

#include "echoserver/asio_types.hpp"
#include "echoserver/session.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <functional>
#include <memory>

namespace srcip::echoserver {

/// The sessions of one thread: watches their sockets, gives each its turns, and ends them.
///
/// Asio arms its reactor anew for every wait on a socket, one system call a request. Here every socket is registered
/// once, edge-triggered, with an epoll instance of the thread's own (epoll(7)), and Asio waits for that: once for all
/// that is ready. docs/benchmarks.md has what that is worth.
class session_loop {
  public:
    /// `on_empty` is called when the last session has ended.
    session_loop(boost::asio::io_context& context, std::function<void()> on_empty);
    /// Drops every connection.
    ~session_loop();
    session_loop(const session_loop&) = delete;
    session_loop& operator=(const session_loop&) = delete;

    /// Throws boost::system::system_error when the socket cannot be watched.
    void add(std::unique_ptr<session> started);
    bool empty() const { return sessions_.empty(); }
    /// Ends the waits whose time is up.
    void check_deadlines(std::chrono::milliseconds now);
    /// Gives everyone a turn, so that they notice that the service is closing.
    void wake_all();
    /// Drops every connection.
    void abort_all();
    /// Waits for nothing any more, so that the context may run out of work.
    void stop();

  private:
    using epoll_descriptor = boost::asio::posix::basic_stream_descriptor<executor>;

    awaitable<void> run();
    bool serve_some();
    void give_turns();
    void turn(session& of);
    void wake(session& who) { wakes_.add(who); }

    link_list<connected> sessions_;
    link_list<waking> wakes_;
    epoll_descriptor epoll_;
    std::function<void()> on_empty_;
    log_limit failures_;
    bool stopped_ = false;
};

} // namespace srcip::echoserver
