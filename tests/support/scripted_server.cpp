#include "tests/support/scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace srcip::test {
namespace {

int checked(int result, const char* what) {
    if (result < 0)
        throw std::system_error(errno, std::generic_category(), what);
    return result;
}

sockaddr* any(sockaddr_in& address) { return reinterpret_cast<sockaddr*>(&address); }

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int bound_socket() {
    const int socket = checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    auto address = loopback(0);
    checked(::bind(socket, any(address), sizeof address), "bind");
    return socket;
}

ip_endpoint endpoint_of(int socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    checked(::getsockname(socket, any(address), &size), "getsockname");
    return {ip_address(ip_address::v4_bytes{127, 0, 0, 1}), ntohs(address.sin_port)};
}

} // namespace

scripted_connection::~scripted_connection() {
    if (socket_ >= 0)
        ::close(socket_);
}

std::string scripted_connection::read_until(std::string_view end) const {
    std::string out;
    char buffer[4096];
    while (out.find(end) == out.npos && out.size() < 65536) {
        const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
        if (size <= 0)
            break;
        out.append(buffer, static_cast<std::size_t>(size));
    }
    return out;
}

bool scripted_connection::write(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

void scripted_connection::wait_for_close() const {
    char buffer[4096];
    while (::recv(socket_, buffer, sizeof buffer, 0) > 0) {
    }
}

void scripted_connection::reset() {
    const linger hard{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    ::close(socket_);
    socket_ = -1;
}

std::string scripted_connection::saved_syn() const {
    char buffer[256];
    socklen_t size = sizeof buffer;
    checked(::getsockopt(socket_, IPPROTO_TCP, TCP_SAVED_SYN, buffer, &size), "TCP_SAVED_SYN");
    return {buffer, size};
}

scripted_server::scripted_server(script script)
    : listener_(bound_socket())
    , endpoint_(endpoint_of(listener_)) {
    const int on = 1;
    checked(::setsockopt(listener_, IPPROTO_TCP, TCP_SAVE_SYN, &on, sizeof on), "TCP_SAVE_SYN");
    checked(::listen(listener_, 128), "listen");
    thread_ = std::thread([this, script = std::move(script)] { serve(script); });
}

void scripted_server::serve(const script& script) const {
    for (;;) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            return; // shut down
        scripted_connection connection(socket);
        script(connection);
    }
}

scripted_server::~scripted_server() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

silent_listener::silent_listener()
    : listener_(bound_socket())
    , endpoint_(endpoint_of(listener_)) {
    checked(::listen(listener_, 0), "listen");
    // A queue of length 0 holds one connection; a few more SYNs make sure that it is full.
    for (int i = 0; i < 3; ++i) {
        const int filler = checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket");
        auto address = loopback(endpoint_.port);
        static_cast<void>(::connect(filler, any(address), sizeof address));
        fillers_.push_back(filler);
    }
}

silent_listener::~silent_listener() {
    for (const int filler : fillers_)
        ::close(filler);
    ::close(listener_);
}

// Bound but not listening: nobody else can take the port meanwhile, and SYNs to it are refused.
closed_port::closed_port()
    : socket_(bound_socket())
    , endpoint_(endpoint_of(socket_)) {}

closed_port::~closed_port() { ::close(socket_); }

} // namespace srcip::test
