#pragma once

#include "probe/options.hpp"

namespace srcip::probe {

/// The whole program after its command line: does what the subcommand says (probe/modes/). Returns the exit status.
int run(const options& given);

} // namespace srcip::probe
