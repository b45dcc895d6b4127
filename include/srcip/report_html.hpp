#pragma once

#include <srcip/echo_report.hpp>

#include <string>
#include <string_view>

namespace srcip {

/// The Content-Security-Policy that goes with the page: its one style sheet, by hash, and nothing else.
extern const std::string_view html_content_security_policy;

/// Appends the report as a page for people: UTF-8, complete in itself, without scripts. Text from outside is escaped,
/// and characters that would reorder or hide what stands beside them are spelled out. Of a body the beginning is shown.
void append_html(const echo_report& report, std::string& out);

} // namespace srcip
