#include "echoserver/socket_facts.hpp"

#include <array>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace srcip::echoserver {
namespace {

template <std::size_t Size>
std::array<std::uint8_t, Size> bytes_of(const void* address) {
    std::array<std::uint8_t, Size> out{};
    std::memcpy(out.data(), address, Size);
    return out;
}

} // namespace

syn_facts read_syn(int socket) {
    std::array<std::uint8_t, 512> packet{};
    auto size = static_cast<socklen_t>(packet.size());
    if (::getsockopt(socket, IPPROTO_TCP, TCP_SAVED_SYN, packet.data(), &size) != 0)
        return {{}, "the kernel does not give out saved SYNs"};
    if (size == 0)
        return {{}, "the kernel did not save the SYN"};
    const auto syn = parse_tcp_syn({packet.data(), size});
    if (!syn)
        return {{}, "the saved SYN is malformed"};
    return {*syn, {}};
}

std::optional<tcp_timing> read_timing(int socket) {
    tcp_info info{};
    auto size = static_cast<socklen_t>(sizeof info);
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return {};
    return tcp_timing{info.tcpi_rtt, info.tcpi_rttvar};
}

ip_endpoint read_local_endpoint(int socket) {
    sockaddr_storage storage{};
    auto size = static_cast<socklen_t>(sizeof storage);
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0)
        return {};
    if (storage.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &storage, sizeof v4);
        return {ip_address(bytes_of<4>(&v4.sin_addr)), ntohs(v4.sin_port)};
    }
    sockaddr_in6 v6{};
    std::memcpy(&v6, &storage, sizeof v6);
    return {ip_address(bytes_of<16>(&v6.sin6_addr)), ntohs(v6.sin6_port)};
}

} // namespace srcip::echoserver
