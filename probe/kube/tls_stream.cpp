#include "probe/kube/tls_stream.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <climits>
#include <new>

namespace srcip::probe::kube {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// A TLS record and its head (RFC 8446 section 5.2).
constexpr std::size_t record_size = 16384 + 256 + 5;

error_code last_ssl_error() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code == 0)
        return asio::ssl::error::unspecified_system_error;
    return {static_cast<int>(code), asio::error::get_ssl_category()};
}

int to_int(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

} // namespace

tls_stream::tls_stream(std::unique_ptr<byte_stream> below, SSL_CTX* context)
    : below_(std::move(below))
    , ssl_(SSL_new(context))
    , in_(BIO_new(BIO_s_mem()))
    , out_(BIO_new(BIO_s_mem()))
    , buffer_(record_size) {
    if (!ssl_ || in_ == nullptr || out_ == nullptr) {
        BIO_free(in_);
        BIO_free(out_);
        throw std::bad_alloc();
    }
    BIO_set_mem_eof_return(in_, -1); // empty means: later
    SSL_set_bio(ssl_.get(), in_, out_);
    SSL_set_connect_state(ssl_.get());
}

tls_stream::~tls_stream() = default;

asio::awaitable<error_code> tls_stream::send_pending() {
    char* data = nullptr;
    const long size = BIO_get_mem_data(out_, &data);
    if (size <= 0)
        co_return error_code();
    const std::string bytes(data, static_cast<std::size_t>(size));
    BIO_reset(out_);
    const error_code ec = co_await below_->write(bytes);
    co_return ec;
}

asio::awaitable<error_code> tls_stream::receive() {
    const transfer got = co_await below_->read_some(buffer_.data(), buffer_.size());
    if (got.size > 0)
        BIO_write(in_, buffer_.data(), to_int(got.size));
    if (got.ec == asio::error::eof)
        co_return asio::ssl::error::stream_truncated;
    co_return got.ec;
}

asio::awaitable<error_code> tls_stream::attend(int result) {
    const int wanted = SSL_get_error(ssl_.get(), result);
    const error_code failure = wanted == SSL_ERROR_SSL || wanted == SSL_ERROR_SYSCALL ? last_ssl_error() : error_code();
    const error_code sent = co_await send_pending(); // an alert, too
    if (failure)
        co_return failure;
    if (wanted == SSL_ERROR_ZERO_RETURN)
        co_return asio::error::eof;
    if (wanted == SSL_ERROR_WANT_READ) {
        // What could not be sent shows in reading, with the other side's reason if it gave one.
        const error_code received = co_await receive();
        co_return received == asio::ssl::error::stream_truncated&& sent ? sent : received;
    }
    co_return sent;
}

asio::awaitable<error_code> tls_stream::shake_hands() {
    while (true) {
        ERR_clear_error();
        const int result = SSL_do_handshake(ssl_.get());
        if (result == 1) {
            // A server that does not want us may have closed already: reading tells why.
            const error_code sent = co_await send_pending();
            co_return sent == boost::beast::error::timeout ? sent : error_code();
        }
        const error_code ec = co_await attend(result);
        if (ec)
            co_return ec;
    }
}

asio::awaitable<transfer> tls_stream::read_some(char* data, std::size_t size) {
    while (true) {
        ERR_clear_error();
        const int result = SSL_read(ssl_.get(), data, to_int(size));
        if (result > 0)
            co_return transfer{error_code(), static_cast<std::size_t>(result)};
        const error_code ec = co_await attend(result);
        if (ec)
            co_return transfer{ec, 0};
    }
}

asio::awaitable<error_code> tls_stream::write(std::string_view bytes) {
    while (!bytes.empty()) {
        ERR_clear_error();
        const int result = SSL_write(ssl_.get(), bytes.data(), to_int(bytes.size()));
        error_code ec;
        if (result > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(result));
            ec = co_await send_pending();
        } else {
            ec = co_await attend(result);
        }
        if (ec)
            co_return ec;
    }
    co_return error_code();
}

} // namespace srcip::probe::kube
