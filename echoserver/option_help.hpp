#pragma once

#include "echoserver/option_sources.hpp"

#include <string>

namespace srcip::echoserver {

/// `echoserver --help`: every option with its default, wrapped to 80 columns.
std::string help_text();

/// `echoserver healthcheck --help`.
std::string healthcheck_help_text();

/// `echoserver --print-config`: a configuration file that is read back to the same options, each line with a comment
/// on where its value came from.
std::string print_config(const layered_options& effective);

} // namespace srcip::echoserver
