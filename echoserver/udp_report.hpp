#pragma once

#include "echoserver/udp_command.hpp"

#include <srcip/echo_report.hpp>

#include <string>
#include <string_view>

namespace srcip::echoserver {

/// The name and version of the schema, documented in docs/agnhost.md.
inline constexpr std::string_view udp_schema = "srcip.udp/v1";

/// Appends what is known of a datagram as one JSON object.
///
/// UDP sources can be forged, and a long answer to a short question would make this server somebody's amplifier: the
/// report goes only to a datagram that is at least as long. A shorter one learns how long it must be, in some fifty
/// bytes.
///
/// `interface_name`: of facts.interface_index; empty when unknown.
void append_udp_report(const udp_question& question, const datagram_facts& facts, std::string_view interface_name,
                       const server_identity& server, std::string& out);

} // namespace srcip::echoserver
