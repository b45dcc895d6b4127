#include "probe/kube/tcp_stream.hpp"

#include "probe/kube/in_words.hpp"
#include "probe/lookup.hpp"

#include <srcip/printable.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace srcip::probe::kube {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using clock = std::chrono::steady_clock;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// A socket that closes itself at its deadline. Shared, because a timer's handler may still be queued when the stream
/// has gone.
class timed_socket : public std::enable_shared_from_this<timed_socket> {
  public:
    explicit timed_socket(const asio::any_io_executor& executor)
        : socket(executor)
        , timer_(executor) {}

    void expires_at(clock::time_point deadline) {
        expired_ = false;
        ++armed_;
        timer_.expires_at(deadline); // ends the last wait
        if (deadline == clock::time_point::max())
            return;
        timer_.async_wait([self = shared_from_this(), armed = armed_](const error_code& ec) {
            if (ec || armed != self->armed_)
                return;
            self->expired_ = true;
            self->close();
        });
    }

    void stop() {
        ++armed_;
        timer_.cancel();
        close();
    }

    void close() {
        error_code ignored;
        socket.close(ignored);
    }

    error_code meaning(const error_code& ec) const { return expired_ ? boost::beast::error::timeout : ec; }
    bool expired() const { return expired_; }

    tcp::socket socket;

  private:
    asio::steady_timer timer_;
    unsigned armed_ = 0;
    bool expired_ = false;
};

class tcp_layer final : public byte_stream {
  public:
    explicit tcp_layer(std::shared_ptr<timed_socket> connected)
        : socket_(std::move(connected)) {}
    ~tcp_layer() override { socket_->stop(); }

    asio::awaitable<transfer> read_some(char* data, std::size_t size) override {
        const auto [ec, n] = co_await socket_->socket.async_read_some(asio::buffer(data, size), as_result);
        co_return transfer{ec ? socket_->meaning(ec) : ec, n};
    }
    asio::awaitable<error_code> write(std::string_view bytes) override {
        const auto [ec, n] = co_await asio::async_write(socket_->socket, asio::buffer(bytes), as_result);
        co_return ec ? socket_->meaning(ec) : ec;
    }
    void expires_at(clock::time_point deadline) override { socket_->expires_at(deadline); }
    void close() override { socket_->stop(); }

  private:
    std::shared_ptr<timed_socket> socket_;
};

error unknown_host(const tcp_target& target, const std::string& reason) {
    return {error_kind::unknown_host, target.about + ": the name " + printable(target.host) + " cannot be resolved (" +
                                          printable(reason) + "); check the name, or this machine's DNS"};
}

error slow_lookup(const tcp_target& target, milliseconds timeout) {
    return {error_kind::timeout, target.about + ": resolving " + printable(target.host) + " took longer than " +
                                     in_words(timeout) + "; check this machine's DNS"};
}

error connect_error(const tcp_target& target, const error_code& ec, milliseconds timeout) {
    if (ec == asio::error::connection_refused)
        return {error_kind::refused,
                target.about + ": connection refused; is the server running, and is this its port?"};
    if (ec == boost::beast::error::timeout || ec == asio::error::timed_out)
        return {error_kind::timeout, target.about + ": no connection within " + in_words(timeout) +
                                         "; check the address, and firewalls or a VPN on the way"};
    return {error_kind::unreachable, target.about + ": cannot connect: " + ec.message()};
}

/// One attempt at one address.
asio::awaitable<error_code> try_one(timed_socket* connection, tcp::endpoint address) {
    connection->close(); // what a failed attempt left, perhaps of the other family
    const auto [ec] = co_await connection->socket.async_connect(address, as_result);
    co_return connection->expired() ? connection->meaning(ec) : ec;
}

asio::awaitable<error_code> try_all(timed_socket* connection, std::vector<asio::ip::address> addresses,
                                    std::uint16_t port, milliseconds timeout) {
    const auto deadline = clock::now() + timeout;
    error_code failure = asio::error::host_unreachable;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const auto left = deadline - clock::now();
        const auto share = std::max<clock::duration>(left / static_cast<long>(addresses.size() - i), milliseconds(1));
        connection->expires_at(clock::now() + share);
        failure = co_await try_one(connection, tcp::endpoint(addresses[i], port));
        if (!failure)
            break;
    }
    co_return failure;
}

} // namespace

asio::awaitable<outcome<std::unique_ptr<byte_stream>>> open_tcp(asio::any_io_executor executor, tcp_target target,
                                                                milliseconds resolve_timeout,
                                                                milliseconds connect_timeout) {
    lookup_result found = co_await look_up(executor, target.host, resolve_timeout);
    if (found.status == lookup_status::timeout)
        co_return slow_lookup(target, resolve_timeout);
    if (found.status == lookup_status::unknown)
        co_return unknown_host(target, found.reason);
    const auto connection = std::make_shared<timed_socket>(executor);
    std::unique_ptr<byte_stream> stream = std::make_unique<tcp_layer>(connection); // stops the timer in any case
    const error_code failure =
        co_await try_all(connection.get(), std::move(found.addresses), target.port, connect_timeout);
    if (failure)
        co_return connect_error(target, failure, connect_timeout);
    error_code ignored;
    connection->socket.set_option(tcp::no_delay(true), ignored);
    co_return outcome<std::unique_ptr<byte_stream>>(std::move(stream));
}

} // namespace srcip::probe::kube
