#pragma once

#include "probe/options.hpp"

namespace srcip::probe {

// One function a subcommand, in a file of that name. Each returns the exit status.

int run_sweep(const options& given);
int run_watch(const options& given);
int run_diff(const options& given);
int run_merge(const options& given);
int run_explain(const options& given);
int run_targets(const options& given);

} // namespace srcip::probe
