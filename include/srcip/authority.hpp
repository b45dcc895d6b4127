#pragma once

#include <optional>
#include <string_view>

// host [ ":" port ], as the Host field, an absolute-form target and Forwarded's host= carry it
// (RFC 9110 section 7.2, RFC 3986 section 3.2).
namespace srcip {

/// What stands before the port, IPv6 with its brackets; of any form otherwise, empty too. Nothing when a bracket is not
/// closed or the port is not digits only (it may be empty).
std::optional<std::string_view> host_part(std::string_view authority);

/// "[" IPv6address "]", without a zone.
bool is_ip_literal(std::string_view host);

/// The host of an HTTP request's authority, without port and one trailing dot. Nothing when it is neither an IP-literal
/// nor a reg-name, or one that nginx refuses: empty, or with an empty label after the first.
std::optional<std::string_view> http_host(std::string_view authority);

} // namespace srcip
