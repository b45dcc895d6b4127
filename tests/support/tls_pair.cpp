#include "tests/support/tls_pair.hpp"

#include <algorithm>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace srcip::test {

using echoserver::io_status;

socket_pair::socket_pair(int buffer) {
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, handles_.data()) != 0)
        throw std::runtime_error("no sockets");
    if (buffer > 0)
        ::setsockopt(handles_[0], SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
}

socket_pair::~socket_pair() {
    close();
    ::close(handles_[0]);
}

std::size_t socket_pair::send(std::string_view bytes) const {
    const ssize_t n = ::send(handles_[1], bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return n < 0 ? 0 : static_cast<std::size_t>(n);
}

std::string socket_pair::receive() const {
    std::string out(65536, '\0');
    const ssize_t n = ::recv(handles_[1], out.data(), out.size(), 0);
    out.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
    return out;
}

void socket_pair::end() const { ::shutdown(handles_[1], SHUT_WR); }

void socket_pair::close() {
    if (handles_[1] >= 0)
        ::close(handles_[1]);
    handles_[1] = -1;
}

void tls_pair::pump(std::size_t most) {
    outgoing += client.take();
    outgoing.erase(0, wire.send(std::string_view(outgoing).substr(0, most)));
    client.bring(wire.receive());
}

io_status tls_pair::handshake(std::size_t step) {
    io_status status = io_status::wants_read;
    bool client_done = false;
    for (int i = 0; i < 100'000; ++i) {
        client_done = client.handshake() || client_done;
        pump(step);
        if (status != io_status::done)
            status = server.handshake().status;
        pump(0);
        if (client.failed() || status == io_status::failed || status == io_status::closed ||
            (status == io_status::done && client_done))
            break;
    }
    client.handshake(); // an alert that has just come
    return status;
}

io_status tls_pair::read(std::string& into, std::size_t size) {
    std::array<char, 8192> part{};
    while (into.size() < size) {
        const auto result = server.read_some(std::span(part).first(std::min(part.size(), size - into.size())));
        if (result.status != io_status::done)
            return result.status;
        into.append(part.data(), result.bytes);
    }
    return io_status::done;
}

std::unique_ptr<echoserver::tls_context> make_context(const echoserver::tls_options& files) {
    auto made = echoserver::tls_context::make(files, {"echo.test", "127.0.0.1"});
    if (!made)
        throw std::runtime_error(made.error().text);
    return std::move(*made);
}

} // namespace srcip::test
