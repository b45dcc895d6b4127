#pragma once

#include <srcip/echo_report.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

// What the texts of echoserver:1.4 and 1.10 have in common: both are nginx's view of a request.
namespace srcip {

/// The fields that nginx would show, at most 100, sorted by lower-cased name; those of one name stay in the order they
/// came.
struct field_order {
    std::array<const header_field*, 100> fields;
    std::size_t count = 0;
};

field_order sorted_fields(std::span<const header_field> headers);

void append_lower(std::string_view text, std::string& out);

/// What stands between the "?" and the "#" of a path; data() is null without a "?".
std::string_view query_of(std::string_view path);

/// nginx's $http_version, as Lua prints the number.
std::string_view request_version_of(const request_view& request);

/// The host that a request names, in its target or its Host field, or "_" when it names none that is one.
std::string_view requested_host(const request_view& request);

/// scheme://HOST:LISTENING-PORT and the path.
void append_request_uri(const echo_report& report, std::string_view path, std::string& out);

} // namespace srcip
