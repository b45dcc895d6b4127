#pragma once

#include <srcip/address.hpp>

#include <string>
#include <string_view>

namespace srcip::probe {

/// The value of the Host field: `host_header` when the user gave one, else `host_name` (with the port unless it is the
/// scheme's own), else the address (RFC 9110 section 7.2).
std::string host_field(const ip_endpoint& target, bool tls, std::string_view host_name, std::string_view host_header);

/// One GET that asks for no second: the connection is closed after the answer.
std::string get_request(std::string_view request_target, std::string_view host);

/// The name to announce in a TLS handshake: the host of a Host field; empty for addresses (RFC 6066 section 3).
std::string server_name(std::string_view host);

} // namespace srcip::probe
