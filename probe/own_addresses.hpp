#pragma once

#include <srcip/address.hpp>

#include <vector>

namespace srcip::probe {

/// The addresses of this host's interfaces that are up, sorted, without loopback and link-local ones (getifaddrs(3)).
/// Empty when the kernel tells none.
std::vector<ip_address> own_addresses();

} // namespace srcip::probe
