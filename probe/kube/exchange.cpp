#include "probe/kube/exchange.hpp"

#include "probe/kube/in_words.hpp"

#include <srcip/printable.hpp>
#include <srcip/version.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

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

/// Stands in a parser until it has read a status line.
constexpr unsigned no_status = 0;

/// What has come and was not parsed yet: at least the line that is not complete.
std::string_view unparsed(const exchange_state& state) {
    const auto data = state.buffer.data();
    return {static_cast<const char*>(data.data()), data.size()};
}

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

} // namespace

get_request make_get(const endpoint& where, const std::string& target, const std::string& authorization) {
    get_request request(http::verb::get, target, 11);
    request.set(http::field::host, where.server.authority());
    request.set(http::field::user_agent, "sipprobe/" + std::string(version()));
    request.set(http::field::accept, "application/json");
    if (!authorization.empty())
        request.set(http::field::authorization, authorization);
    return request;
}

void expect_header(exchange_state& state) {
    state.parser.emplace();
    state.parser->header_limit(32 * 1024);
    state.parser->body_limit(state.limits.max_body);
    state.parser->get().result(no_status);
}

exchange_error header_error(const exchange_state& state, const error_code& ec) {
    const bool nothing_came = is_end(ec) && ec != http::error::partial_message && !state.parser->got_some();
    if (nothing_came && state.reused)
        return {{error_kind::closed, state.about + ": the kept connection was closed"}, true};
    if (nothing_came)
        return {{error_kind::closed, state.about + ": the connection was closed without an answer; is it http:// " +
                                         "where https:// is spoken, or the other way round?"},
                false};
    // Beast looks at a line when it is complete: what speaks another protocol, and waits for us, would pass for slow.
    const bool no_line_yet = state.parser->get().result_int() == no_status;
    if (no_line_yet && !begins_as_http(unparsed(state)))
        return {http_error(state, ec), false};
    return {common_error(state, ec), false};
}

exchange_error body_error(const exchange_state& state, const error_code& ec) {
    return {common_error(state, ec), false};
}

response read_head(const exchange_state& state) {
    const auto& message = state.parser->get();
    response answer;
    answer.status = message.result_int();
    answer.content_type = std::string(message[http::field::content_type]);
    answer.location = std::string(message[http::field::location]);
    answer.retry_after = std::string(message[http::field::retry_after]);
    return answer;
}

outcome<void> take(const exchange_state& state, response& answer, std::string_view bytes, body_sink* sink) {
    if (bytes.empty())
        return {};
    if (answer.status == 200)
        return sink->write(bytes);
    const std::size_t room = state.limits.max_error_body - std::min(state.limits.max_error_body, answer.body.size());
    answer.body.append(bytes.substr(0, room));
    return {};
}

} // namespace srcip::probe::kube
