#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <type_traits>

namespace srcip::probe {

/// A socket whose waiting ends when its time is up: a TCP connection is closed, since a composed operation must not go
/// on; a UDP socket is only woken, since the next datagram may do better. Held by shared_ptr because a timer's handler
/// may still be queued when the exchange has ended. One thread uses it.
template <class Protocol>
class timed_socket : public std::enable_shared_from_this<timed_socket<Protocol>> {
  public:
    explicit timed_socket(const boost::asio::any_io_executor& executor)
        : socket(executor)
        , timer_(executor) {}

    /// From now on; what was set before does not count any more.
    void expire_after(std::chrono::milliseconds time) {
        expired_ = false;
        timer_.expires_after(time);
        timer_.async_wait([self = this->shared_from_this(), armed = ++armed_](const auto& error) {
            if (!error && armed == self->armed_)
                self->give_up();
        });
    }

    void stop() {
        ++armed_;
        timer_.cancel();
        boost::system::error_code ignored;
        socket.close(ignored);
    }

    bool expired() const { return expired_; }

    typename Protocol::socket socket;

  private:
    void give_up() {
        expired_ = true;
        boost::system::error_code ignored;
        if constexpr (std::is_same_v<Protocol, boost::asio::ip::tcp>)
            socket.close(ignored);
        else
            socket.cancel(ignored);
    }

    boost::asio::steady_timer timer_;
    unsigned armed_ = 0;
    bool expired_ = false;
};

/// Ends the connection however the exchange ends: when it is cancelled, by an exception.
template <class Protocol>
struct socket_guard {
    explicit socket_guard(std::shared_ptr<timed_socket<Protocol>> given)
        : connection(std::move(given)) {}
    ~socket_guard() { connection->stop(); }
    socket_guard(const socket_guard&) = delete;
    socket_guard& operator=(const socket_guard&) = delete;

    std::shared_ptr<timed_socket<Protocol>> connection;
};

} // namespace srcip::probe
