#pragma once

#include "echoserver/options.hpp"

#include <srcip/address.hpp>
#include <srcip/proxy_protocol.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// The most of a datagram that is read, as agnhost does: bytes.
inline constexpr std::size_t max_datagram_bytes = 2048;

/// Where a datagram came from and how it arrived.
struct datagram_facts {
    ip_endpoint peer{};
    ip_endpoint local{};                         ///< where it was sent to
    bool to_group = false;                       ///< to a broadcast or multicast address
    std::optional<std::uint8_t> ttl{};           ///< or hop limit, on arrival
    std::optional<std::uint8_t> traffic_class{}; ///< or TOS
    unsigned interface_index = 0;                ///< 0: unknown
    std::size_t size = 0;                        ///< bytes that were sent, even where fewer were read
};

/// Whether any answer may go back. Not to those who can be no client: port 0, a source that is no single host (a forged
/// one), or a datagram to a group, which every member would answer at once.
bool may_be_answered(const datagram_facts& facts);

enum class udp_command { none, hostname, echo, client_ip, json };

struct udp_question {
    udp_command command = udp_command::none;
    std::string_view argument{};         ///< of echo, as it came
    std::optional<proxy_header> proxy{}; ///< the header that stood in front: a claim of the sender
};

/// Reads a datagram as `agnhost netexec` does: without surrounding white space and in any case, "hostname", "clientip"
/// or "echo " and something; "json" is ours. A PROXY header may stand in front unless that is off (require asks no more
/// than detect: nothing here believes a header, and those who balance TCP with it rarely do so with UDP); a broken one
/// makes the datagram no question.
udp_question parse_udp_question(std::string_view payload, proxy_mode proxy);

/// Appends the answer to any question but udp_command::json; nothing to udp_command::none. An echo comes in lower case,
/// as from agnhost, and is never longer than its question.
void append_udp_answer(const udp_question& question, const datagram_facts& facts, std::string_view hostname,
                       std::string& out);

} // namespace srcip::echoserver
