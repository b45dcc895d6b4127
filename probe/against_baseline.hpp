#pragma once

#include "probe/done_sweep.hpp"
#include "probe/failure.hpp"
#include "probe/options.hpp"
#include "probe/saved_report.hpp"

#include <optional>

namespace srcip::probe {

/// What --baseline names; absent without it.
using baseline = std::optional<saved_report>;

/// Reads it: before anything is walked, since a sweep is long and a mistyped name is not.
attempt<baseline> load_baseline(const output_options& given);

/// Prints what changed since: below a table on standard output, else to standard error; nothing with --quiet. Returns
/// the exit status, which is `status` unless --fail-on counts a change.
int against(const baseline& before, const options& given, const done_sweep& done, int status);

} // namespace srcip::probe
