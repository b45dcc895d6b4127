#include "echoserver/socket_facts.hpp"

#include <srcip/asio_address.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace srcip::echoserver {

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
    boost::asio::ip::tcp::endpoint local;
    auto size = static_cast<socklen_t>(local.capacity());
    return ::getsockname(socket, local.data(), &size) == 0 ? from_asio(local) : ip_endpoint();
}

} // namespace srcip::echoserver
