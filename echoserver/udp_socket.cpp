#include "echoserver/udp_socket.hpp"

#include "echoserver/socket_facts.hpp"

#include <srcip/asio_address.hpp>

#include <boost/asio/ip/udp.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace srcip::echoserver {
namespace {

using boost::system::error_code;

constexpr std::size_t control_bytes = 256; // a dual-stack socket's datagram comes with about 170

error_code last_error() { return {errno, boost::system::system_category()}; }

void turn_on(int socket, int level, int option) {
    const int on = 1;
    ::setsockopt(socket, level, option, &on, sizeof on);
}

/// IPv4 datagrams on an IPv6 socket bring IPv4's messages. A kernel that lacks one of them serves all the same.
void ask_for_facts(int socket, bool v6) {
    turn_on(socket, IPPROTO_IP, IP_PKTINFO);
    turn_on(socket, IPPROTO_IP, IP_RECVTTL);
    turn_on(socket, IPPROTO_IP, IP_RECVTOS);
    if (!v6)
        return;
    turn_on(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO);
    turn_on(socket, IPPROTO_IPV6, IPV6_RECVHOPLIMIT);
    turn_on(socket, IPPROTO_IPV6, IPV6_RECVTCLASS);
}

boost::system::result<udp_listener> listen_on(const ip_endpoint& endpoint) {
    const bool v6 = endpoint.address.is_v6();
    owned_socket socket(::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.handle() < 0)
        return last_error();
    const int only = endpoint.address.is_unspecified() ? 0 : 1;
    if (v6)
        ::setsockopt(socket.handle(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    ask_for_facts(socket.handle(), v6);
    const auto address = to_asio<boost::asio::ip::udp>(endpoint);
    if (::bind(socket.handle(), address.data(), static_cast<socklen_t>(address.size())) != 0)
        return last_error();
    const auto port = read_local_endpoint(socket.handle()).port;
    return udp_listener{std::move(socket), {endpoint.address, port}};
}

bool means_no_ipv6(const error_code& error) {
    return error.value() == EAFNOSUPPORT || error.value() == EADDRNOTAVAIL || error.value() == EPROTONOSUPPORT;
}

ip_address v4_address(const in_addr& address) {
    ip_address::v4_bytes bytes{};
    std::memcpy(bytes.data(), &address, bytes.size());
    return ip_address(bytes);
}

ip_address v6_address(const in6_addr& address) {
    ip_address::v6_bytes bytes{};
    std::memcpy(bytes.data(), &address, bytes.size());
    return ip_address(bytes);
}

ip_endpoint sender_of(const datagram& from) {
    boost::asio::ip::udp::endpoint out;
    std::memcpy(out.data(), &from.sender, std::min<std::size_t>(from.sender_size, out.capacity()));
    return from_asio(out);
}

/// A control message's value; they are not aligned for their types.
template <class T>
T value_of(cmsghdr* message) {
    T out{};
    std::memcpy(&out, CMSG_DATA(message), sizeof out);
    return out;
}

bool is_group(const ip_address& address) {
    return address.is_multicast() || address == ip_address(ip_address::v4_bytes{255, 255, 255, 255});
}

void read_v4_fact(cmsghdr* message, datagram& out) {
    if (message->cmsg_type == IP_TTL)
        out.facts.ttl = static_cast<std::uint8_t>(value_of<int>(message));
    if (message->cmsg_type == IP_TOS)
        out.facts.traffic_class = value_of<std::uint8_t>(message);
    if (message->cmsg_type != IP_PKTINFO)
        return;
    const auto info = value_of<in_pktinfo>(message);
    out.facts.local.address = v4_address(info.ipi_addr);
    out.facts.interface_index = static_cast<unsigned>(info.ipi_ifindex);
    // The second is the address an answer would come from: another one than the first for broadcast and multicast, none
    // when the kernel has not looked for it.
    out.facts.to_group = is_group(out.facts.local.address) ||
                         (info.ipi_spec_dst.s_addr != 0 && info.ipi_addr.s_addr != info.ipi_spec_dst.s_addr);
    out.local_is_known = true;
}

void read_v6_fact(cmsghdr* message, datagram& out) {
    if (message->cmsg_type == IPV6_HOPLIMIT)
        out.facts.ttl = static_cast<std::uint8_t>(value_of<int>(message));
    if (message->cmsg_type == IPV6_TCLASS)
        out.facts.traffic_class = static_cast<std::uint8_t>(value_of<int>(message));
    // An IPv4 datagram brings this one, too, with a mapped address; its own says more.
    if (message->cmsg_type != IPV6_PKTINFO || out.local_is_known)
        return;
    const auto info = value_of<in6_pktinfo>(message);
    out.facts.local.address = v6_address(info.ipi6_addr);
    out.facts.interface_index = info.ipi6_ifindex;
    out.facts.to_group = is_group(out.facts.local.address);
    out.local_is_known = true;
}

void read_facts(msghdr& header, datagram& out) {
    for (auto* message = CMSG_FIRSTHDR(&header); message != nullptr; message = CMSG_NXTHDR(&header, message)) {
        if (message->cmsg_level == IPPROTO_IP)
            read_v4_fact(message, out);
        else if (message->cmsg_level == IPPROTO_IPV6)
            read_v6_fact(message, out);
    }
}

template <class Info>
void put_source(msghdr& header, int level, int type, const Info& info) {
    header.msg_controllen = CMSG_SPACE(sizeof info);
    auto* message = CMSG_FIRSTHDR(&header);
    message->cmsg_level = level;
    message->cmsg_type = type;
    message->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(message), &info, sizeof info);
}

/// The address the answer is to come from. The way there is left to the routes, but for link-local addresses, which
/// mean nothing without their interface.
void put_source(msghdr& header, const datagram_facts& facts) {
    const auto bytes = facts.local.address.bytes();
    if (facts.local.address.is_v4()) {
        in_pktinfo info{};
        std::memcpy(&info.ipi_spec_dst, bytes.data(), bytes.size());
        return put_source(header, IPPROTO_IP, IP_PKTINFO, info);
    }
    in6_pktinfo info{};
    std::memcpy(&info.ipi6_addr, bytes.data(), bytes.size());
    info.ipi6_ifindex = facts.local.address.is_link_local() ? facts.interface_index : 0;
    put_source(header, IPPROTO_IPV6, IPV6_PKTINFO, info);
}

} // namespace

boost::system::result<udp_listener> listen_udp(const std::optional<ip_address>& address, std::uint16_t port) {
    if (address)
        return listen_on({*address, port});
    auto both = listen_on({ip_address(ip_address::v6_bytes{}), port});
    if (!both && means_no_ipv6(both.error()))
        return listen_on({ip_address(), port});
    return both;
}

error_code receive(int socket, datagram& out) {
    alignas(cmsghdr) std::array<char, control_bytes> control;
    iovec part{out.bytes.data(), out.bytes.size()};
    msghdr header{};
    header.msg_name = &out.sender;
    header.msg_namelen = sizeof out.sender;
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const auto size = ::recvmsg(socket, &header, MSG_DONTWAIT | MSG_TRUNC); // with it, the size is what was sent
    if (size < 0)
        return last_error();
    out.facts = {};
    out.local_is_known = false;
    out.sender_size = header.msg_namelen;
    out.facts.size = static_cast<std::size_t>(size);
    out.kept = std::min(out.facts.size, out.bytes.size());
    out.facts.peer = sender_of(out);
    read_facts(header, out);
    return {};
}

error_code send_answer(int socket, const datagram& question, std::string_view answer) {
    alignas(cmsghdr) std::array<char, control_bytes> control{};
    iovec part{const_cast<char*>(answer.data()), answer.size()}; // sendmsg only reads it
    auto sender = question.sender;
    msghdr header{};
    header.msg_name = &sender;
    header.msg_namelen = question.sender_size;
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (question.local_is_known) {
        header.msg_control = control.data();
        put_source(header, question.facts);
    }
    return ::sendmsg(socket, &header, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? last_error() : error_code();
}

} // namespace srcip::echoserver
