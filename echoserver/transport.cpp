#include "echoserver/transport.hpp"

#include "echoserver/tls_stream.hpp"

#include <cerrno>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace srcip::echoserver {
namespace {

io_result failure(io_status when_it_would_block) {
    return {errno == EAGAIN || errno == EWOULDBLOCK ? when_it_would_block : io_status::failed, 0, true};
}

} // namespace

transport::transport(owned_socket socket)
    : socket_(std::move(socket)) {}

transport::~transport() {
    if (tls_)
        tls_->shutdown_write(); // RFC 9112 section 9.8: who ends a connection says so
}

io_result transport::receive(std::span<char> into, int flags) {
    ssize_t size = -1;
    do
        size = ::recv(socket_.handle(), into.data(), into.size(), MSG_DONTWAIT | flags);
    while (size < 0 && errno == EINTR);
    if (size < 0)
        return failure(io_status::wants_read);
    const auto bytes = static_cast<std::size_t>(size);
    return bytes == 0 ? io_result{io_status::closed} : io_result{io_status::done, bytes, bytes < into.size()};
}

io_result transport::read_some(std::span<char> into) { return tls_ ? tls_->read_some(into) : receive(into, 0); }

io_result transport::peek_some(std::span<char> into) { return receive(into, MSG_PEEK); }

io_result transport::write_some(std::string_view bytes) {
    if (tls_)
        return tls_->write_some(bytes);
    ssize_t size = -1;
    do
        size = ::send(socket_.handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    while (size < 0 && errno == EINTR);
    return size < 0 ? failure(io_status::wants_write) : io_result{io_status::done, static_cast<std::size_t>(size)};
}

void transport::start_tls(const tls_context& context) {
    tls_ = std::make_unique<tls_stream>(context, socket_.handle());
}

io_result transport::handshake() { return tls_->handshake(); }

std::size_t transport::unsent() const {
    int bytes = 0;
    return ::ioctl(socket_.handle(), SIOCOUTQ, &bytes) == 0 && bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

void transport::give_up_tls() { tls_.reset(); }

void transport::shutdown_write() {
    if (tls_)
        tls_->shutdown_write();
    ::shutdown(socket_.handle(), SHUT_WR);
}

} // namespace srcip::echoserver
