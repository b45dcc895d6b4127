#include "echoserver/transport.hpp"

#include <cerrno>
#include <sys/socket.h>

namespace srcip::echoserver {
namespace {

io_result failure() {
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return {io_status::would_block};
    return {io_status::failed};
}

} // namespace

io_result transport::read_some(std::span<char> into) {
    ssize_t size = -1;
    do
        size = ::recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
    while (size < 0 && errno == EINTR);
    if (size < 0)
        return failure();
    return size == 0 ? io_result{io_status::closed} : io_result{io_status::done, static_cast<std::size_t>(size)};
}

io_result transport::write_some(std::string_view bytes) {
    ssize_t size = -1;
    do
        size = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    while (size < 0 && errno == EINTR);
    return size < 0 ? failure() : io_result{io_status::done, static_cast<std::size_t>(size)};
}

void transport::shutdown_write() { ::shutdown(socket_.native_handle(), SHUT_WR); }

void transport::cancel() {
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void transport::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

} // namespace srcip::echoserver
