#include "echoserver/listener.hpp"

#include "echoserver/socket_facts.hpp"

#include <srcip/asio_address.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace srcip::echoserver {
namespace {

using boost::system::error_code;

error_code last_error() { return {errno, boost::system::system_category()}; }

void set(int socket, int level, int option, int value) { ::setsockopt(socket, level, option, &value, sizeof value); }

error_code bind_to(int socket, const ip_endpoint& endpoint) {
    const auto address = to_asio<boost::asio::ip::tcp>(endpoint);
    return ::bind(socket, address.data(), static_cast<socklen_t>(address.size())) == 0 ? error_code() : last_error();
}

boost::system::result<owned_socket> open_socket(const ip_endpoint& endpoint, bool share) {
    const bool v6 = endpoint.address.is_v6();
    owned_socket socket(::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.handle() < 0)
        return last_error();
    set(socket.handle(), SOL_SOCKET, SO_REUSEADDR, 1);
    if (v6)
        set(socket.handle(), IPPROTO_IPV6, IPV6_V6ONLY, endpoint.address.is_unspecified() ? 0 : 1);
    if (share)
        set(socket.handle(), SOL_SOCKET, SO_REUSEPORT, 1);
    if (const auto error = bind_to(socket.handle(), endpoint))
        return error;
    return socket;
}

boost::system::result<owned_socket> open_listener(const ip_endpoint& endpoint) {
    auto socket = open_socket(endpoint, true);
    if (!socket)
        return socket;
    // Accepted sockets inherit both. A kernel without them serves all the same.
    set(socket->handle(), IPPROTO_TCP, TCP_SAVE_SYN, 1);
    set(socket->handle(), IPPROTO_TCP, TCP_NODELAY, 1);
    if (::listen(socket->handle(), listen_backlog) != 0)
        return last_error();
    return socket;
}

boost::system::result<std::vector<listening_socket>> listen_on(ip_endpoint endpoint, listener_kind kind,
                                                               unsigned count) {
    // SO_REUSEPORT would let a second server of the same user in silently. One that does not ask for it is refused.
    if (endpoint.port != 0)
        if (const auto probe = open_socket(endpoint, false); !probe)
            return probe.error();
    std::vector<listening_socket> out;
    for (unsigned i = 0; i < count; ++i) {
        auto socket = open_listener(endpoint);
        if (!socket)
            return socket.error();
        endpoint.port = read_local_endpoint(socket->handle()).port;
        out.push_back({std::move(*socket), kind, endpoint});
    }
    return out;
}

bool means_no_ipv6(const error_code& error) {
    return error.value() == EAFNOSUPPORT || error.value() == EADDRNOTAVAIL || error.value() == EPROTONOSUPPORT;
}

} // namespace

boost::system::result<std::vector<listening_socket>> listen(const std::optional<ip_address>& address,
                                                            std::uint16_t port, listener_kind kind, unsigned count) {
    if (address)
        return listen_on({*address, port}, kind, count);
    auto both = listen_on({ip_address(ip_address::v6_bytes{}), port}, kind, count);
    if (!both && means_no_ipv6(both.error()))
        return listen_on({ip_address(), port}, kind, count);
    return both;
}

} // namespace srcip::echoserver
