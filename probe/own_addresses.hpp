#pragma once

#include <srcip/address.hpp>

#include <vector>

namespace srcip::probe {

/// The addresses of this host's interfaces that are up, in any order, loopback and link-local ones among them
/// (getifaddrs(3)): find_vantage() knows which matter. Empty when the kernel tells none.
std::vector<ip_address> own_addresses();

} // namespace srcip::probe
