#pragma once

#include "probe/kube/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

namespace srcip::probe::kube {

using get_request = boost::beast::http::request<boost::beast::http::empty_body>;
using get_parser = boost::beast::http::response_parser<boost::beast::http::buffer_body>;

/// Everything one exchange needs besides its stream.
struct exchange_state {
    /// Bounded: without an end, a long chunk extension or trailer throws std::length_error out of Beast 1.81.
    boost::beast::flat_buffer buffer{std::size_t{64} << 10U};
    std::vector<char> chunk = std::vector<char>(std::size_t{64} << 10U);
    std::optional<get_parser> parser = std::optional<get_parser>(std::in_place);
    std::string about;
    connection_limits limits;
    std::chrono::steady_clock::time_point deadline;
    bool reused = false;     ///< an earlier answer came over this connection
    bool keep_alive = false; ///< after the exchange: whether another may follow
};

get_request make_get(const endpoint& where, const std::string& target, const std::string& authorization);

/// Readies `state.parser` for the next header.
void expect_header(exchange_state& state);

/// What a failure to write the request or to read an answer's header means.
exchange_error header_error(const exchange_state& state, const boost::system::error_code& ec);
/// What a failure to read the rest means.
exchange_error body_error(const exchange_state& state, const boost::system::error_code& ec);

/// The fields of a header that count here.
response read_head(const exchange_state& state);

/// Where the bytes of a body go: to the sink for a 200, else to response::body, up to its cap.
outcome<void> take(const exchange_state& state, response& answer, std::string_view bytes, body_sink* sink);

/// Reads one header; interim ones (1xx) are passed over, a few of them.
template <class Stream>
boost::asio::awaitable<boost::system::error_code> read_header(Stream* stream, exchange_state* state) {
    constexpr int max_interim = 8;
    boost::system::error_code ec;
    for (int i = 0; i < max_interim; ++i) {
        expect_header(*state);
        std::tie(ec, std::ignore) = co_await boost::beast::http::async_read_header(
            *stream, state->buffer, *state->parser, boost::asio::as_tuple(boost::asio::use_awaitable));
        if (ec || state->parser->get().result_int() >= 200)
            co_return ec;
    }
    co_return make_error_code(boost::beast::http::error::bad_status);
}

/// Reads the body after a header. The answer is complete when this succeeds.
template <class Stream>
boost::asio::awaitable<exchange_result> read_body(Stream* stream, exchange_state* state, body_sink* sink) {
    response answer = read_head(*state);
    get_parser& parser = *state->parser;
    while (!parser.is_done()) {
        auto& body = parser.get().body();
        body.data = state->chunk.data();
        body.size = state->chunk.size();
        auto [ec, transferred] = co_await boost::beast::http::async_read(
            *stream, state->buffer, parser, boost::asio::as_tuple(boost::asio::use_awaitable));
        if (ec == boost::beast::http::error::need_buffer)
            ec = boost::system::error_code();
        // What came before a failure is passed on first: its own fault, if it has one, says more.
        const std::size_t got = state->chunk.size() - body.size;
        if (const auto taken = take(*state, answer, std::string_view(state->chunk.data(), got), sink); !taken)
            co_return exchange_error{taken.error(), false};
        if (ec)
            co_return body_error(*state, ec);
        if (std::chrono::steady_clock::now() >= state->deadline)
            co_return body_error(*state, make_error_code(boost::beast::error::timeout));
        if (answer.status != 200 && answer.body.size() >= state->limits.max_error_body)
            co_return answer; // the rest is not worth reading; the connection is not kept
    }
    state->keep_alive = parser.keep_alive();
    co_return answer;
}

/// One request and its answer, within the state's deadline. All pointers must outlive it.
template <class Stream>
boost::asio::awaitable<exchange_result> exchange(Stream* stream, exchange_state* state, get_request request,
                                                 body_sink* sink) {
    state->keep_alive = false;
    state->deadline = std::chrono::steady_clock::now() + state->limits.request_timeout;
    boost::beast::get_lowest_layer(*stream).expires_at(state->deadline);
    boost::system::error_code ec;
    std::tie(ec, std::ignore) =
        co_await boost::beast::http::async_write(*stream, request, boost::asio::as_tuple(boost::asio::use_awaitable));
    // A server that has closed its side already may have left an answer: any other failure to write shows in reading.
    if (ec != boost::beast::error::timeout)
        ec = co_await read_header(stream, state);
    if (ec)
        co_return header_error(*state, ec);
    exchange_result result = co_await read_body(stream, state, sink);
    co_return result;
}

} // namespace srcip::probe::kube
