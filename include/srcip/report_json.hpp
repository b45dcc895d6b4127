#pragma once

#include <srcip/echo_report.hpp>

#include <string>

namespace srcip {

/// The name and version of the JSON report's schema, documented in docs/reports.md.
inline constexpr std::string_view echo_schema = "srcip.echo/v1";

/// Appends the report as one JSON object and a newline to `out`. Bytes that are not UTF-8 (header values, bodies)
/// appear as U+FFFD; characters that a terminal acts on are escaped.
void append_json(const echo_report& report, std::string& out);

} // namespace srcip
