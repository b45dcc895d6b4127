#include "probe/kube/exchange.hpp"

#include "probe/kube/answer_parser.hpp"
#include "probe/kube/in_words.hpp"

#include <srcip/printable.hpp>
#include <srcip/version.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>

#include <cstring>
#include <string_view>

namespace srcip::probe::kube {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

bool is_end(const error_code& ec) {
    return ec == http::error::end_of_stream || ec == http::error::partial_message || ec == asio::error::eof ||
           ec == asio::error::connection_reset || ec == asio::error::broken_pipe ||
           ec == asio::error::connection_aborted || ec == asio::ssl::error::stream_truncated;
}

bool is_size(const error_code& ec) {
    return ec == http::error::body_limit || ec == http::error::header_limit || ec == http::error::buffer_overflow;
}

/// At least the line that is not complete.
std::string_view unparsed(const exchange_state& state) { return {state.buffer.data(), state.buffered}; }

/// A TLS record: alert (21) or handshake (22), version 3.x (RFC 8446 section 5.1).
bool looks_like_tls(std::string_view bytes) {
    return bytes.size() >= 2 && (bytes[0] == 0x15 || bytes[0] == 0x16) && bytes[1] == 0x03;
}

bool begins_as_http(std::string_view bytes) {
    constexpr std::string_view start = "HTTP/1.";
    return bytes.substr(0, start.size()) == start.substr(0, bytes.size());
}

error http_error(const exchange_state& state, const error_code& ec) {
    if (looks_like_tls(unparsed(state)))
        return {error_kind::needs_tls,
                state.about + ": what answers there speaks TLS; use https:// instead of http://"};
    return {error_kind::not_http,
            state.about + ": the answer is no HTTP/1.1 (" + ec.message() + "); is this the address of an API server?"};
}

/// The server's verdict on our certificate comes with the first read in TLS 1.3.
error tls_error(const exchange_state& state, const error_code& ec) {
    return {error_kind::tls, state.about + ": TLS failed: " + ec.message() +
                                 "; if it is about a certificate, the server refuses the client certificate"};
}

error common_error(const exchange_state& state, const error_code& ec) {
    if (ec == boost::beast::error::timeout)
        return {error_kind::timeout, state.about + ": no complete answer within " +
                                         in_words(state.limits.request_timeout) + "; try again later"};
    if (is_size(ec))
        return {error_kind::too_large, state.about + ": the answer is larger than this program accepts"};
    if (ec.category() == asio::error::get_ssl_category())
        return tls_error(state, ec);
    if (is_end(ec))
        return {error_kind::closed, state.about + ": the connection ended in the middle of an answer; try again"};
    return http_error(state, ec);
}

/// `came`: whether a byte of an answer did.
exchange_error failure_of(const exchange_state& state, const answer_parser& parser, const error_code& ec, bool came) {
    if (parser.refused())
        return {*parser.refused(), false};
    if (is_end(ec) && !came && state.reused)
        return {{error_kind::closed, state.about + ": the kept connection was closed"}, true};
    if (is_end(ec) && !came)
        return {{error_kind::closed, state.about + ": the connection was closed without an answer; is it http:// " +
                                         "where https:// is spoken, or the other way round?"},
                false};
    // Beast looks at a line when it is complete: what speaks another protocol, and waits for us, would pass for slow.
    if (parser.status() == 0 && !begins_as_http(unparsed(state)))
        return {http_error(state, ec), false};
    return {common_error(state, ec), false};
}

void consume(exchange_state& state, std::size_t size) {
    state.buffered -= size;
    std::memmove(state.buffer.data(), state.buffer.data() + size, state.buffered);
}

/// Reads until one answer is complete, interim or not, or something is wrong with it.
class answer_reader {
  public:
    answer_reader(byte_stream* stream, exchange_state* state, body_sink* sink)
        : stream_(stream)
        , state_(state)
        , sink_(sink)
        , deadline_(state->limits.request_timeout.count() == 0
                        ? std::chrono::steady_clock::time_point::max()
                        : std::chrono::steady_clock::now() + state->limits.request_timeout) {}

    std::chrono::steady_clock::time_point deadline() const { return deadline_; }
    const answer_parser& parser() const { return *parser_; }
    answer_parser& parser() { return *parser_; }
    bool came() const { return came_; }

    asio::awaitable<error_code> read_one() {
        parser_.emplace(state_->limits, sink_);
        error_code ec = parse();
        while (ec == http::error::need_more && !parser_->has_enough()) {
            ec = co_await fill();
            const error_code parsed = parse(); // what came before a failure is passed on first: its own fault says more
            if (!ec || parsed != http::error::need_more)
                ec = parsed;
            else
                ec = at_end(ec);
        }
        co_return ec == http::error::need_more ? error_code() : ec; // it has enough
    }

  private:
    /// need_more until the answer is complete.
    error_code parse() {
        error_code ec = http::error::need_more;
        while (state_->buffered > 0 && !parser_->is_done()) {
            const std::size_t used = parser_->put(asio::buffer(state_->buffer.data(), state_->buffered), ec);
            consume(*state_, used);
            if (ec)
                break;
        }
        return parser_->is_done() && (!ec || ec == http::error::need_more) ? error_code() : ec_or_more(ec);
    }
    static error_code ec_or_more(const error_code& ec) { return ec ? ec : http::error::need_more; }

    /// The end of the connection is the end of an answer that has no other.
    error_code at_end(error_code ec) {
        if (ec == asio::error::eof && parser_->got_some()) {
            error_code end;
            parser_->put_eof(end);
            return end;
        }
        return ec;
    }

    asio::awaitable<error_code> fill() {
        const std::size_t room = state_->buffer.size() - state_->buffered;
        if (room == 0)
            co_return http::error::buffer_overflow;
        if (std::chrono::steady_clock::now() >= deadline_)
            co_return boost::beast::error::timeout;
        const transfer got = co_await stream_->read_some(state_->buffer.data() + state_->buffered, room);
        state_->buffered += got.size;
        came_ |= got.size > 0;
        co_return got.ec;
    }

    byte_stream* stream_;
    exchange_state* state_;
    body_sink* sink_;
    std::optional<answer_parser> parser_;
    std::chrono::steady_clock::time_point deadline_;
    bool came_ = false;
};

} // namespace

std::string make_get(const endpoint& where, const std::string& target, const std::string& fields) {
    std::string out = "GET " + target + " HTTP/1.1\r\nHost: " + where.server.authority() + "\r\nUser-Agent: sipprobe/";
    out += version();
    return out + "\r\nAccept: application/json\r\n" + fields + "\r\n";
}

asio::awaitable<exchange_result> exchange(byte_stream* stream, exchange_state* state, std::string request,
                                          body_sink* sink) {
    constexpr int max_interim = 8;
    state->keep_alive = false;
    answer_reader reader(stream, state, sink);
    stream->expires_at(reader.deadline());
    // A server that has closed its side already may have left an answer: a failure to write shows in reading.
    error_code ec = co_await stream->write(request);
    if (ec == boost::beast::error::timeout)
        co_return exchange_error{common_error(*state, ec), false};
    ec = co_await reader.read_one();
    for (int interim = 0; !ec && reader.parser().status() < 200; ++interim) {
        ec = http::error::bad_status;
        if (interim < max_interim)
            ec = co_await reader.read_one();
    }
    stream->expires_at(std::chrono::steady_clock::time_point::max());
    if (ec)
        co_return failure_of(*state, reader.parser(), ec, reader.came());
    state->keep_alive = reader.parser().is_done() && reader.parser().keep_alive();
    co_return std::move(reader.parser().answer());
}

} // namespace srcip::probe::kube
