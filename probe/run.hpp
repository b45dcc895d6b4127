#pragma once

#include "probe/options.hpp"

namespace srcip::probe {

/// The whole program after its command line: discovers, plans, walks, judges and prints. Returns the exit status.
int run(const options& given);

} // namespace srcip::probe
