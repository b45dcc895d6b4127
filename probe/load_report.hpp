#pragma once

#include "probe/failure.hpp"
#include "probe/saved_report.hpp"

#include <string>

namespace srcip::probe {

/// Reads a saved srcip.sweep/v1 from a file ("-": standard input). What is none is a failure that names it
/// (exit_usage).
attempt<saved_report> load_report(const std::string& name);

} // namespace srcip::probe
