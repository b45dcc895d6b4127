#pragma once

#include <srcip/address.hpp>

#include <string_view>

namespace srcip::probe {

/// Why an address that an object of the API names must not be walked, as half a sentence; empty when it may.
///
/// Whoever writes those objects could otherwise aim a sweep at the prober's own machine or at a cloud's metadata
/// service.
std::string_view special_address_reason(const ip_address& address);

} // namespace srcip::probe
