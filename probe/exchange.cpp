#include "probe/exchange.hpp"

#include "probe/http_answer.hpp"

#include <srcip/asio_address.hpp>
#include <srcip/version.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <memory>

namespace srcip::probe {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

/// A socket that closes itself when its time is up. Held by shared_ptr because a timer's handler may still be queued
/// when the exchange has ended.
class timed_socket : public std::enable_shared_from_this<timed_socket> {
  public:
    explicit timed_socket(const asio::any_io_executor& executor)
        : socket(executor)
        , timer_(executor) {}

    void expire_after(std::chrono::milliseconds time) {
        timer_.expires_after(time);
        timer_.async_wait([self = shared_from_this(), armed = ++armed_](const error_code& error) {
            if (error || armed != self->armed_)
                return;
            self->expired_ = true;
            error_code ignored;
            self->socket.close(ignored);
        });
    }

    void stop() {
        ++armed_;
        timer_.cancel();
        error_code ignored;
        socket.close(ignored);
    }

    bool expired() const { return expired_; }

    tcp::socket socket;

  private:
    asio::steady_timer timer_;
    unsigned armed_ = 0;
    bool expired_ = false;
};

std::string request_text(const ip_endpoint& target, const std::string& request_target) {
    std::string out = "GET " + request_target + " HTTP/1.1\r\nHost: " + target.to_string();
    out += "\r\nUser-Agent: sipprobe/";
    out += version();
    out += "\r\nAccept: application/json, text/plain;q=0.9, */*;q=0.1\r\nConnection: close\r\n\r\n";
    return out;
}

contact connect_failure(const error_code& error, bool expired) {
    if (expired || error == asio::error::timed_out)
        return contact::timeout;
    // An ICMP error is somebody's answer, a firewall's REJECT among them; without any route nothing was asked.
    if (error == asio::error::connection_refused || error == asio::error::host_unreachable)
        return contact::refused;
    return contact::error;
}

/// The MSS has to be set before the SYN leaves. Failing to set it costs an insight, not the attempt.
std::uint16_t announce_mss(tcp::socket& socket, std::uint16_t mss) {
    const int value = mss;
    if (mss == 0)
        return 0;
    return setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_MAXSEG, &value, sizeof value) == 0 ? mss
                                                                                                  : std::uint16_t{0};
}

void fail(observation& seen, contact how, std::string detail) {
    seen.contact = how;
    seen.detail = std::move(detail);
}

void judge_answer(observation& seen, const http_answer& answer) {
    if (answer.status() != 200)
        return fail(seen, contact::not_echo, "HTTP status " + std::to_string(answer.status()));
    auto echo = read_echo_answer(answer.body());
    if (!echo)
        return fail(seen, contact::not_echo, echo.error().message());
    seen.contact = contact::answered;
    seen.answer = std::move(*echo);
}

/// The connection ended by itself before the answer did.
void judge_end(observation& seen, const http_answer& answer, const error_code& error, bool expired) {
    if (expired)
        return fail(seen, contact::hang,
                    answer.started() ? "the answer did not end in time" : "connected, but no answer");
    if (error != asio::error::eof)
        return fail(seen, contact::reset, error.message());
    fail(seen, answer.started() ? contact::not_echo : contact::reset, answer.failure());
}

asio::awaitable<void> read_answer(std::shared_ptr<timed_socket> connection, observation& seen) {
    http_answer answer;
    std::array<char, 4096> buffer;
    for (;;) {
        const auto [error, size] = co_await connection->socket.async_read_some(asio::buffer(buffer), use_tuple);
        const auto state = error == asio::error::eof ? answer.put_eof() : answer.put({buffer.data(), error ? 0 : size});
        if (state == answer_state::done)
            co_return judge_answer(seen, answer);
        if (error)
            co_return judge_end(seen, answer, error, connection->expired());
        if (state == answer_state::failed)
            co_return fail(seen, contact::not_echo, answer.failure());
    }
}

asio::awaitable<void> talk(std::shared_ptr<timed_socket> connection, ip_endpoint target, exchange_options options,
                           observation& seen) {
    const auto endpoint = to_asio<tcp>(target);
    error_code open_error;
    connection->socket.open(endpoint.protocol(), open_error);
    if (open_error)
        co_return fail(seen, contact::error, "cannot open a socket: " + open_error.message());
    seen.marker_mss = announce_mss(connection->socket, seen.marker_mss);

    connection->expire_after(options.connect_timeout);
    const auto [connect_error] = co_await connection->socket.async_connect(endpoint, use_tuple);
    if (connect_error || connection->expired()) {
        const auto how = connect_failure(connect_error, connection->expired());
        co_return fail(seen, how, how == contact::timeout ? "no connection in time" : connect_error.message());
    }
    error_code local_error;
    const auto local = connection->socket.local_endpoint(local_error);
    if (!local_error)
        seen.local = from_asio(local);

    connection->expire_after(options.timeout);
    const auto request = request_text(target, options.request_target);
    // A server that answers before it has read everything may reset: what it said still counts, so no error ends it
    // here.
    co_await asio::async_write(connection->socket, asio::buffer(request), use_tuple);
    if (connection->expired())
        co_return fail(seen, contact::hang, "connected, but the request could not be sent");
    co_await read_answer(connection, seen);
}

} // namespace

asio::awaitable<observation> exchange(ip_endpoint target, std::uint16_t marker_mss, exchange_options options) {
    const auto start = std::chrono::steady_clock::now();
    observation seen;
    seen.marker_mss = marker_mss;
    const auto executor = co_await asio::this_coro::executor;
    const auto connection = std::make_shared<timed_socket>(executor);
    co_await talk(connection, target, options, seen);
    connection->stop();
    seen.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    co_return seen;
}

} // namespace srcip::probe
