#include "probe/special_address.hpp"

namespace srcip::probe {

std::string_view special_address_reason(const ip_address& address) {
    static const ip_address metadata_v6 = ip_address::parse("fd00:ec2::254").value();
    static const ip_address broadcast = ip_address::parse("255.255.255.255").value();
    if (address.is_unspecified())
        return "the unspecified address is refused unless --allow-special-addresses is given";
    if (address.is_loopback())
        return "a loopback address is refused unless --allow-special-addresses is given";
    if (address.is_link_local() || address == metadata_v6)
        return "a link-local or metadata address is refused unless --allow-special-addresses is given";
    if (address.is_multicast() || address == broadcast)
        return "a multicast or broadcast address is refused unless --allow-special-addresses is given";
    return {};
}

} // namespace srcip::probe
