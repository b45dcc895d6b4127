#include "echoserver/tls_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <sys/socket.h>

#include <openssl/bio.h>

namespace srcip::echoserver {
namespace {

bool is_for_now(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

void remember(tls_socket& socket, const char* data, std::size_t size) {
    const std::size_t more = std::min(size, socket.first.size() - socket.first_size);
    std::copy_n(data, more, socket.first.begin() + static_cast<std::ptrdiff_t>(socket.first_size));
    socket.first_size += more;
}

tls_socket& socket_of(BIO* bio) { return *static_cast<tls_socket*>(BIO_get_data(bio)); }

int read(BIO* bio, char* into, std::size_t size, std::size_t* taken) {
    tls_socket& socket = socket_of(bio);
    BIO_clear_retry_flags(bio);
    ssize_t n = -1;
    do
        n = ::recv(socket.handle, into, size, MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    *taken = n > 0 ? static_cast<std::size_t>(n) : 0;
    socket.drained = *taken < size;
    if (n < 0 && is_for_now(errno))
        BIO_set_retry_read(bio);
    else if (n < 0)
        socket.error = errno;
    else if (n == 0)
        socket.ended = true;
    else
        remember(socket, into, *taken);
    return n > 0 ? 1 : 0;
}

int write(BIO* bio, const char* bytes, std::size_t size, std::size_t* taken) {
    tls_socket& socket = socket_of(bio);
    BIO_clear_retry_flags(bio);
    ssize_t n = -1;
    do
        n = ::send(socket.handle, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    *taken = n > 0 ? static_cast<std::size_t>(n) : 0;
    if (n < 0 && is_for_now(errno))
        BIO_set_retry_write(bio);
    else if (n < 0)
        socket.error = errno;
    return n > 0 ? 1 : 0;
}

long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
    switch (command) {
    case BIO_CTRL_FLUSH:
        return 1;
    case BIO_CTRL_EOF:
        return socket_of(bio).ended ? 1 : 0;
    default:
        return 0;
    }
}

struct method_free {
    void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};
using method_ptr = std::unique_ptr<BIO_METHOD, method_free>;

method_ptr make_method() {
    method_ptr method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR, "tls_socket"));
    if (!method || BIO_meth_set_read_ex(method.get(), read) != 1 || BIO_meth_set_write_ex(method.get(), write) != 1 ||
        BIO_meth_set_ctrl(method.get(), control) != 1)
        return {};
    return method;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

} // namespace

bio_st* make_socket_bio(tls_socket& socket) {
    static const method_ptr method = make_method();
    BIO* bio = method ? BIO_new(method.get()) : nullptr;
    if (bio == nullptr)
        return nullptr;
    BIO_set_data(bio, &socket);
    BIO_set_init(bio, 1);
    return bio;
}

bool begins_like_http(std::string_view bytes) {
    const auto method_end =
        std::find_if_not(bytes.begin(), bytes.end(), [](char c) { return is_upper(c) || c == '-'; });
    if (bytes.empty() || !is_upper(bytes.front()))
        return false;
    return method_end == bytes.end() || *method_end == ' ';
}

} // namespace srcip::echoserver
