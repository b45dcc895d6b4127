#include "echoserver/tls_stream.hpp"

#include "echoserver/tls_context.hpp"
#include "echoserver/tls_error.hpp"
#include "echoserver/tls_facts.hpp"

#include <system_error>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace srcip::echoserver {

tls_stream::tls_stream(const tls_context& context, int socket)
    : socket_(socket)
    , ssl_(context.open()) {
    BIO* bio = ssl_ ? make_socket_bio(socket_) : nullptr;
    if (bio == nullptr) {
        ssl_.reset();
        return;
    }
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
    keep_server_name(ssl_.get(), server_name_);
}

io_result tls_stream::handshake() {
    if (!ssl_)
        return failure("out of memory");
    ERR_clear_error();
    const int returned = SSL_do_handshake(ssl_.get());
    if (returned == 1)
        return {io_status::done};
    const io_result result = unfinished(returned);
    spoke_http_ = result.status == io_status::failed && begins_like_http(socket_.beginning());
    return result;
}

io_result tls_stream::read_some(std::span<char> into) {
    if (!ssl_ || into.empty())
        return failure("nothing to read with");
    ERR_clear_error();
    socket_.drained = false; // what comes out of OpenSSL's buffer says nothing of what has come since it was filled
    std::size_t size = 0;
    const int returned = SSL_read_ex(ssl_.get(), into.data(), into.size(), &size);
    if (returned != 1)
        return unfinished(returned);
    return {io_status::done, size, socket_.drained && SSL_has_pending(ssl_.get()) == 0};
}

io_result tls_stream::write_some(std::string_view bytes) {
    if (!ssl_ || bytes.empty())
        return failure("nothing to write");
    ERR_clear_error();
    std::size_t size = 0;
    const int returned = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &size);
    return returned == 1 ? io_result{io_status::done, size} : unfinished(returned);
}

void tls_stream::shutdown_write() {
    // Before the end of the handshake there is nothing to end, and OpenSSL calls it an error.
    if (!ssl_ || SSL_is_init_finished(ssl_.get()) != 1)
        return;
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
}

tls_view tls_stream::facts() const {
    return ssl_ && SSL_is_init_finished(ssl_.get()) == 1 ? read_tls_facts(ssl_.get(), server_name_) : tls_view();
}

std::string_view tls_stream::version() const { return ssl_ ? SSL_get_version(ssl_.get()) : std::string_view(); }

io_result tls_stream::unfinished(int returned) {
    const int error = SSL_get_error(ssl_.get(), returned);
    if (!error_.empty()) { // OpenSSL would call it closed once the client has sent an alert
        ERR_clear_error();
        return {io_status::failed};
    }
    switch (error) {
    case SSL_ERROR_WANT_READ:
        return {io_status::wants_read, 0, socket_.drained};
    case SSL_ERROR_WANT_WRITE:
        return {io_status::wants_write};
    case SSL_ERROR_ZERO_RETURN:
        ERR_clear_error();
        return {io_status::closed};
    case SSL_ERROR_SYSCALL:
        ERR_clear_error();
        if (socket_.error == 0 && socket_.ended)
            return {io_status::closed};
        return failure(std::generic_category().message(socket_.error));
    default:
        return failure(take_openssl_reason());
    }
}

io_result tls_stream::failure(std::string why) {
    if (error_.empty())
        error_ = std::move(why);
    return {io_status::failed};
}

} // namespace srcip::echoserver
