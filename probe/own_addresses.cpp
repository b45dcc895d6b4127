#include "probe/own_addresses.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>

namespace srcip::probe {
namespace {

std::optional<ip_address> address_of(const sockaddr* socket_address) {
    if (socket_address == nullptr)
        return std::nullopt;
    if (socket_address->sa_family == AF_INET) {
        sockaddr_in v4;
        std::memcpy(&v4, socket_address, sizeof v4);
        ip_address::v4_bytes bytes;
        std::memcpy(bytes.data(), &v4.sin_addr, bytes.size());
        return ip_address(bytes);
    }
    if (socket_address->sa_family == AF_INET6) {
        sockaddr_in6 v6;
        std::memcpy(&v6, socket_address, sizeof v6);
        ip_address::v6_bytes bytes;
        std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
        return ip_address(bytes);
    }
    return std::nullopt;
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
        if (address && (entry->ifa_flags & IFF_UP) != 0 && !address->is_loopback() && !address->is_link_local())
            out.push_back(*address);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

} // namespace srcip::probe
