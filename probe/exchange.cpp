#include "probe/exchange.hpp"

#include "probe/forwarded_fields.hpp"
#include "probe/http_answer.hpp"
#include "probe/http_request.hpp"
#include "probe/timed_socket.hpp"

#include <srcip/asio_address.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>

namespace srcip::probe {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using asio::ip::udp;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);
constexpr unsigned datagrams_sent = 3;

using tcp_connection = std::shared_ptr<timed_socket<tcp>>;
using udp_connection = std::shared_ptr<timed_socket<udp>>;

/// One conversation as it goes on.
struct talk_state {
    exchange_target target;
    exchange_options options;
    observation seen;
    http_answer answer{};
};

void fail(talk_state& talk, contact how, std::string detail) {
    talk.seen.contact = how;
    talk.seen.detail = std::move(detail);
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

template <class Socket>
void note_local(talk_state& talk, const Socket& socket) {
    error_code error;
    const auto local = socket.local_endpoint(error);
    if (!error)
        talk.seen.local = from_asio(local);
}

/// The connection ended before the answer did.
void judge_end(talk_state& talk, const error_code& error, bool expired) {
    const bool started = talk.answer.started();
    if (expired)
        return fail(talk, contact::hang, started ? "the answer did not end in time" : "connected, but no answer");
    if (error != asio::error::eof)
        return fail(talk, contact::reset, error.message());
    fail(talk, started ? contact::not_echo : contact::reset, talk.answer.failure());
}

/// Sends the request and reads until there is a whole answer, or none can come.
template <class Stream>
asio::awaitable<void> ask(tcp_connection connection, Stream& stream, talk_state& talk) {
    const auto& target = talk.target;
    const auto request =
        get_request(talk.options.request_target,
                    host_field(target.endpoint, target.tls, target.host_name, talk.options.host_header));
    // A server that answers before it has read everything may reset: what it said still counts, so no error ends it
    // here.
    co_await asio::async_write(stream, asio::buffer(request), use_tuple);
    if (connection->expired())
        co_return fail(talk, contact::hang, "connected, but the request could not be sent");
    std::array<char, 4096> buffer;
    for (;;) {
        auto [error, size] = co_await stream.async_read_some(asio::buffer(buffer), use_tuple);
        if (error == ssl::error::stream_truncated) // closed without saying so in TLS
            error = asio::error::eof;
        const auto state =
            error == asio::error::eof ? talk.answer.put_eof() : talk.answer.put({buffer.data(), error ? 0 : size});
        if (state == answer_state::done) {
            talk.seen.contact = contact::answered;
            co_return;
        }
        if (error || connection->expired())
            co_return judge_end(talk, error, connection->expired());
        if (state == answer_state::failed)
            co_return fail(talk, contact::not_echo, talk.answer.failure());
    }
}

/// False when it came to nothing.
asio::awaitable<bool> connect(tcp_connection connection, talk_state& talk) {
    const auto endpoint = to_asio<tcp>(talk.target.endpoint);
    error_code open_error;
    connection->socket.open(endpoint.protocol(), open_error);
    if (open_error) {
        fail(talk, contact::error, "cannot open a socket: " + open_error.message());
        co_return false;
    }
    talk.seen.marker_mss = announce_mss(connection->socket, talk.seen.marker_mss);
    connection->expire_after(talk.options.connect_timeout);
    const auto [error] = co_await connection->socket.async_connect(endpoint, use_tuple);
    if (error) {
        const auto how = connect_failure(error, connection->expired());
        fail(talk, how, how == contact::timeout ? "no connection in time" : error.message());
        co_return false;
    }
    note_local(talk, connection->socket);
    connection->expire_after(talk.options.timeout);
    co_return true;
}

void judge_handshake(talk_state& talk, const error_code& error, bool expired) {
    if (expired)
        return fail(talk, contact::hang, "connected, but the TLS handshake did not end in time");
    const bool broken = error.category() == asio::error::get_ssl_category();
    fail(talk, broken ? contact::not_echo : contact::reset, "TLS handshake: " + error.message());
}

/// Addresses are looked for, not secrets exchanged: whoever answers may prove to be anybody, with the oldest of keys.
asio::awaitable<void> ask_in_tls(tcp_connection connection, talk_state& talk) {
    ssl::context context(ssl::context::tls_client);
    context.set_verify_mode(ssl::verify_none);
    SSL_CTX_set_security_level(context.native_handle(), 0);
    ssl::stream<tcp::socket&> stream(connection->socket, context);
    const auto& target = talk.target;
    const auto name = server_name(host_field(target.endpoint, true, target.host_name, talk.options.host_header));
    if (!name.empty())
        SSL_set_tlsext_host_name(stream.native_handle(), name.c_str());
    const auto [error] = co_await stream.async_handshake(ssl::stream_base::client, use_tuple);
    if (error)
        co_return judge_handshake(talk, error, connection->expired());
    co_await ask(connection, stream, talk);
}

asio::awaitable<void> talk_tcp(talk_state& talk) {
    const auto executor = co_await asio::this_coro::executor;
    const socket_guard<tcp> end(std::make_shared<timed_socket<tcp>>(executor));
    const bool connected = co_await connect(end.connection, talk);
    if (!connected)
        co_return;
    if (talk.target.tls)
        co_await ask_in_tls(end.connection, talk);
    else
        co_await ask(end.connection, end.connection->socket, talk);
}

void take_echo(talk_state& talk, std::string_view body) {
    auto echo = read_echo_answer(body);
    if (!echo)
        return fail(talk, contact::not_echo, echo.error().message());
    talk.seen.contact = contact::answered;
    keep_forwarded_fields(echo->headers);
    talk.seen.answer = std::move(*echo);
}

/// Connected, so that the kernel hands us ICMP errors and no one else's datagrams.
bool open_udp(udp_connection connection, talk_state& talk) {
    const auto endpoint = to_asio<udp>(talk.target.endpoint);
    error_code error;
    connection->socket.open(endpoint.protocol(), error);
    if (!error)
        connection->socket.connect(endpoint, error);
    if (error)
        fail(talk, connect_failure(error, false), "cannot send: " + error.message());
    else
        note_local(talk, connection->socket);
    return !error;
}

/// Rules of this very host that reject a datagram fail its sending (EPERM), kube-proxy's for no endpoints among them.
contact send_failure(const error_code& error) {
    return error == asio::error::no_permission ? contact::refused : connect_failure(error, false);
}

asio::awaitable<void> talk_udp(talk_state& talk) {
    const auto executor = co_await asio::this_coro::executor;
    const socket_guard<udp> end(std::make_shared<timed_socket<udp>>(executor));
    talk.seen.marker_mss = 0;
    if (!open_udp(end.connection, talk))
        co_return;
    auto& socket = end.connection->socket;
    static constexpr std::string_view question = "clientip";
    std::array<char, 2048> buffer;
    for (unsigned sent = 1; sent <= datagrams_sent; ++sent) {
        end.connection->expire_after(talk.options.timeout / (sent == datagrams_sent ? 2 : 4));
        const auto [send_error, _] = co_await socket.async_send(asio::buffer(question), use_tuple);
        if (send_error && !end.connection->expired())
            co_return fail(talk, send_failure(send_error), send_error.message());
        if (end.connection->expired())
            continue;
        const auto [error, size] = co_await socket.async_receive(asio::buffer(buffer), use_tuple);
        if (!error)
            co_return take_echo(talk, std::string_view(buffer.data(), size));
        if (!end.connection->expired())
            co_return fail(talk, connect_failure(error, false), error.message());
    }
    fail(talk, contact::timeout, "no datagram came back");
}

asio::awaitable<void> talk_http(talk_state& talk) {
    co_await talk_tcp(talk);
    if (talk.seen.contact != contact::answered)
        co_return;
    if (talk.answer.status() != 200)
        co_return fail(talk, contact::not_echo, "HTTP status " + std::to_string(talk.answer.status()));
    take_echo(talk, talk.answer.body());
}

} // namespace

asio::awaitable<observation> exchange(exchange_target target, std::uint16_t marker_mss, exchange_options options) {
    const auto start = steady_clock::now();
    talk_state talk{std::move(target), std::move(options), {}};
    talk.seen.marker_mss = marker_mss;
    if (talk.target.protocol == protocol::udp)
        co_await talk_udp(talk);
    else
        co_await talk_http(talk);
    talk.seen.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start);
    co_return std::move(talk.seen);
}

asio::awaitable<http_reply> fetch(ip_endpoint target, std::string request_target, exchange_options options) {
    options.request_target = std::move(request_target);
    exchange_target plain;
    plain.endpoint = target;
    talk_state talk{std::move(plain), std::move(options), {}};
    co_await talk_tcp(talk);
    http_reply reply;
    reply.contact = talk.seen.contact;
    reply.detail = std::move(talk.seen.detail);
    reply.status = talk.answer.status();
    reply.body = talk.answer.body();
    co_return reply;
}

} // namespace srcip::probe
