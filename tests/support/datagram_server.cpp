#include "tests/support/datagram_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace srcip::test {
namespace {

constexpr std::string_view the_end = "the end";

int checked(int result, const char* what) {
    if (result < 0)
        throw std::system_error(errno, std::generic_category(), what);
    return result;
}

sockaddr* any(sockaddr_in& address) { return reinterpret_cast<sockaddr*>(&address); }

ip_endpoint endpoint_of(const sockaddr_in& address) {
    const std::uint32_t bits = ntohl(address.sin_addr.s_addr);
    ip_address::v4_bytes bytes{};
    for (unsigned i = 0; i != 4; ++i)
        bytes.at(i) = static_cast<std::uint8_t>(bits >> (24 - 8 * i));
    return {ip_address(bytes), ntohs(address.sin_port)};
}

int bound_socket(sockaddr_in& address) {
    const int socket = checked(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    checked(::bind(socket, any(address), sizeof address), "bind");
    socklen_t size = sizeof address;
    checked(::getsockname(socket, any(address), &size), "getsockname");
    return socket;
}

} // namespace

datagram_server::datagram_server(answer answer) {
    sockaddr_in address{};
    socket_ = bound_socket(address);
    endpoint_ = endpoint_of(address);
    thread_ = std::thread([this, answer = std::move(answer)] { serve(answer); });
}

void datagram_server::serve(const answer& answer) const {
    for (;;) {
        char buffer[65536];
        sockaddr_in from{};
        socklen_t length = sizeof from;
        const auto size = ::recvfrom(socket_, buffer, sizeof buffer, 0, any(from), &length);
        if (size < 0)
            continue; // an ICMP error of an earlier answer
        const std::string datagram(buffer, static_cast<std::size_t>(size));
        if (endpoint_of(from) == endpoint_ && datagram == the_end)
            return;
        const std::string text = answer(datagram, endpoint_of(from));
        if (!text.empty())
            ::sendto(socket_, text.data(), text.size(), 0, any(from), length);
    }
}

datagram_server::~datagram_server() {
    // To itself: a thread in recvfrom(2) is woken by nothing else.
    sockaddr_in self{};
    self.sin_family = AF_INET;
    self.sin_port = htons(endpoint_.port);
    self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::sendto(socket_, the_end.data(), the_end.size(), 0, any(self), sizeof self);
    thread_.join();
    ::close(socket_);
}

closed_datagram_port::closed_datagram_port() {
    sockaddr_in address{};
    socket_ = bound_socket(address);
    endpoint_ = endpoint_of(address);
    sockaddr_in other = address;
    other.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    other.sin_port = htons(9);
    checked(::connect(socket_, any(other), sizeof other), "connect");
}

closed_datagram_port::~closed_datagram_port() { ::close(socket_); }

} // namespace srcip::test
