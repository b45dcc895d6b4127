#pragma once

#include <srcip/echo_report.hpp>

#include <string>

namespace srcip {

/// How close to echoserver:1.4 a text report stays.
struct text_options {
    /// Also repeat what was wrong with it: bodies over 8 KiB (chunked) or 10 KiB are lost, repeated fields are
    /// glued together.
    bool strict = false;
};

/// Appends the report in the form of the image echoserver:1.4 to `out`, byte for byte but for server_version, which
/// says "srcip: X.Y.Z". text/plain, lines end in LF, none after the body. Allocates nothing but what `out` needs.
void append_text_1_4(const echo_report& report, const text_options& options, std::string& out);

/// Appends the report in the form of the image echoserver:1.10, byte for byte but for server_version, as above, and for
/// repeated fields, which have a line each. Names of the pod that are not known are N/A; values are escaped for HTML.
void append_text_1_10(const echo_report& report, std::string& out);

/// Appends the host of a Host field or of an absolute-form target as echoserver:1.4 prints it: lower case, no port, no
/// trailing dot, IPv6 in brackets. False, with `out` untouched, when `authority` has no http_host().
bool append_normalised_host(std::string_view authority, std::string& out);

/// The path and query of a target: the target itself, or what follows the authority of an absolute-form target ("/"
/// when nothing does).
std::string_view target_path(std::string_view target);

/// The authority of an absolute-form target, or empty.
std::string_view target_authority(std::string_view target);

} // namespace srcip
