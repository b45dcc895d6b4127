#pragma once

#include "json_writer.hpp"

#include <srcip/client_address.hpp>
#include <srcip/echo_report.hpp>

// The values of report_json's larger members.
namespace srcip {

/// {"address", "port"}
void write_endpoint(json_writer& out, const ip_endpoint& endpoint);

/// An object, or null without a header.
void write_proxy_protocol(json_writer& out, const proxy_header* header, bool believed);

/// An object of "forwarded", "x_forwarded_for" and "x_real_ip", each null when the request has none.
void write_forwarding(json_writer& out, const forwarding_headers& headers, const evidence_weight& weight);

/// An object, or null for plain TCP.
void write_tls(json_writer& out, const tls_view* tls);

} // namespace srcip
