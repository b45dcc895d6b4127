#include "probe/own_addresses.hpp"

#include <srcip/asio_address.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>
#include <optional>

namespace srcip::probe {
namespace {

std::optional<ip_address> address_of(const sockaddr* address) {
    boost::asio::ip::tcp::endpoint out;
    if (address == nullptr || (address->sa_family != AF_INET && address->sa_family != AF_INET6))
        return std::nullopt;
    std::memcpy(out.data(), address, address->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
    return from_asio(out.address());
}

} // namespace

std::vector<ip_address> own_addresses() {
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0)
        return {};
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, &freeifaddrs);

    std::vector<ip_address> out;
    for (const auto* entry = list; entry != nullptr; entry = entry->ifa_next) {
        const auto address = address_of(entry->ifa_addr);
        if (address && (entry->ifa_flags & IFF_UP) != 0)
            out.push_back(*address);
    }
    return out;
}

} // namespace srcip::probe
