#pragma once

#include <srcip/errc.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace srcip {

/// An IPv4 or IPv6 address, without port, zone or brackets.
///
/// IPv4-mapped IPv6 addresses (::ffff:a.b.c.d, RFC 4291 section 2.5.5.2) are IPv4 addresses here, always: a dual-stack
/// socket reports the first for what every other party of a connection calls the second.
class ip_address {
  public:
    using v4_bytes = std::array<std::uint8_t, 4>;
    using v6_bytes = std::array<std::uint8_t, 16>;

    /// 0.0.0.0
    ip_address() = default;
    explicit ip_address(const v4_bytes& bytes);
    explicit ip_address(const v6_bytes& bytes);

    /// Parses the standard text forms only: four decimal octets without leading zeros, or RFC 4291 section 2.2.
    /// Zones, brackets, ports and surrounding space are errc::bad_address.
    static result<ip_address> parse(std::string_view text);

    bool is_v4() const { return v4_; }
    bool is_v6() const { return !v4_; }
    /// 4 or 16 bytes, network order.
    std::span<const std::uint8_t> bytes() const { return {bytes_.data(), v4_ ? 4U : 16U}; }
    /// 32 or 128.
    unsigned bits() const { return v4_ ? 32 : 128; }

    bool is_unspecified() const;
    bool is_loopback() const;
    /// 169.254.0.0/16 or fe80::/10.
    bool is_link_local() const;
    bool is_multicast() const;

    /// Dotted decimal, or RFC 5952.
    std::string to_string() const;
    void append_to(std::string& out) const;
    /// The same text, in `into`.
    static constexpr std::size_t longest_text = 46; ///< INET6_ADDRSTRLEN
    std::string_view print(std::span<char, longest_text> into) const;

    friend bool operator==(const ip_address&, const ip_address&) = default;
    /// IPv4 before IPv6, then by value.
    friend std::strong_ordering operator<=>(const ip_address& a, const ip_address& b);

  private:
    v6_bytes bytes_{}; ///< an IPv4 address stands in the first four, the others are zero
    bool v4_ = true;
};

/// An address and a TCP or UDP port.
struct ip_endpoint {
    ip_address address;
    std::uint16_t port = 0;

    /// "a.b.c.d:port" or "[v6]:port"; the port is required.
    static result<ip_endpoint> parse(std::string_view text);
    std::string to_string() const;

    friend bool operator==(const ip_endpoint&, const ip_endpoint&) = default;
    friend std::strong_ordering operator<=>(const ip_endpoint& a, const ip_endpoint& b);
};

/// A decimal port, 0 to 65535, no sign, no space, no leading zero.
result<std::uint16_t> parse_port(std::string_view text);

} // namespace srcip
