#pragma once

#include "probe/facts.hpp"

#include <string_view>

namespace srcip::probe {

/// The service of that name, or null. `facts.services` is sorted by namespace and name.
const service_facts* find_service(const cluster_facts& facts, std::string_view name_space, std::string_view name);

} // namespace srcip::probe
