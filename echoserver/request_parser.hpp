#pragma once

#include "echoserver/limits.hpp"

#include <srcip/echo_report.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace srcip::echoserver {

/// Why a request is refused: the status of the answer, and whether the page names it as nginx does its code 494.
struct refusal {
    unsigned status = 400;
    bool field_line_too_long = false;

    friend bool operator==(const refusal&, const refusal&) = default;
};

/// Reads the requests of one connection from its bytes; reads no socket.
///
/// Bytes go into prepare() and are announced by commit(); advance() then says how far the current request is, whatever
/// the pieces they came in. The request's views point into the parser's buffer and live until next(). After a refusal
/// the rest of the connection has no meaning any more.
///
/// Beast's parser knows the grammar (RFC 9112); what it lets through and a server must not is checked here. The header
/// is given to it whole, so that its verdict cannot depend on how the bytes were cut.
class request_parser {
  public:
    enum class progress { need_more, complete, refused };

    explicit request_parser(const request_limits& limits);
    ~request_parser();
    request_parser(const request_parser&) = delete;
    request_parser& operator=(const request_parser&) = delete;

    /// Room for more bytes: never empty while advance() says need_more.
    std::span<char> prepare();
    void commit(std::size_t bytes);
    progress advance();

    /// Before the first advance() of a request: what has come so far, right before prepare()'s room.
    std::string_view buffered() const;
    /// Takes the first `bytes` of these away: they were no part of a request.
    void discard(std::size_t bytes);

    /// The request, after `complete`; before that, or after `refused`, what is known of it.
    request_view request() const;
    /// After `complete`: what the client wants of the connection.
    bool keep_alive() const;
    /// After `refused`.
    const refusal& why() const;

    /// The header is valid, and the client waits for "100 Continue" before it sends the body. True once per request.
    bool take_continue();
    /// Bytes of the current request have arrived.
    bool started() const;
    /// The header is complete and the body is being read.
    bool in_body() const;
    /// Bytes of the body so far, chunked coding included.
    std::uint64_t body_bytes_seen() const;
    /// Of a body with Content-Length, what is still to come; of another, 0.
    std::uint64_t body_bytes_missing() const;
    /// Nothing is buffered.
    bool empty() const;

    /// Forgets the complete request; what came behind it is the beginning of the next one.
    void next();
    /// Forgets everything, for the next connection, and gives memory back that a large body took.
    void reset();

  private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace srcip::echoserver
