#pragma once

#include <srcip/errc.hpp>

#include <cstdint>
#include <optional>
#include <span>

namespace srcip {

/// What the SYN that opened a connection said, as it arrived at the server.
///
/// Source: the kernel's TCP_SAVED_SYN (tcp(7), linux/tcp.h): network and transport header of the SYN, from the IP
/// header on. Options: RFC 9293 section 3.1 (MSS, bytes), RFC 7323 (window scale, timestamps), RFC 2018 (SACK
/// permitted).
struct tcp_syn {
    std::uint8_t ip_version = 4;                ///< 4 or 6
    std::uint8_t ttl = 0;                       ///< TTL or hop limit on arrival
    std::uint16_t window = 0;                   ///< bytes, never scaled in a SYN
    std::optional<std::uint16_t> mss{};         ///< bytes
    std::optional<std::uint8_t> window_scale{}; ///< shift count as sent
    bool sack_permitted = false;
    bool timestamps = false;

    friend bool operator==(const tcp_syn&, const tcp_syn&) = default;
};

/// Parses a saved SYN: an IPv4 or IPv6 header (with extension headers), then TCP. Malformed options end the option
/// list, as the kernel does; a header that is cut short is errc::truncated, anything else errc::bad_syn.
result<tcp_syn> parse_tcp_syn(std::span<const std::uint8_t> packet);

/// Routers passed, from the TTL left: the distance to the next of the initial values in use (32, 64, 128, 255).
/// A guess: a sender may choose any initial value.
unsigned estimated_hops(std::uint8_t ttl);

} // namespace srcip
