#pragma once

#include <srcip/address.hpp>
#include <srcip/errc.hpp>
#include <srcip/header_field.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What HTTP fields claim about the way a request took: X-Forwarded-For, X-Real-IP, and Forwarded (RFC 7239).
namespace srcip {

/// Longer paths than this are not believed to exist.
inline constexpr std::size_t max_hops = 128;
/// The longest value of a Forwarded parameter, and how much is kept of an X-Forwarded-For element that is no address:
/// bytes.
inline constexpr std::size_t max_hop_text = 1024;

/// One party of the path: a node of RFC 7239 section 6, or an element of X-Forwarded-For.
struct forwarded_node {
    std::optional<ip_address> address{};
    std::string name{}; ///< without an address: "unknown", "_obfuscated", or whatever text stood there
    std::optional<std::uint16_t> port{};
    std::string obfuscated_port{}; ///< "_…", RFC 7239 only

    /// As RFC 7239 writes it: IPv6 in brackets with or without a port. Not quoted; `name` is the sender's text.
    std::string to_string() const;

    friend bool operator==(const forwarded_node&, const forwarded_node&) = default;
};

/// One element of Forwarded. Parameters that RFC 7239 does not define are not kept.
struct forwarded_hop {
    std::optional<forwarded_node> for_node{};
    std::optional<forwarded_node> by_node{};
    std::optional<std::string> host{};
    std::optional<std::string> proto{};

    friend bool operator==(const forwarded_hop&, const forwarded_hop&) = default;
};

/// The elements in order, nearest to the client first.
struct x_forwarded_for_chain {
    std::vector<forwarded_node> hops{}; ///< the last max_hops: those that nearer proxies wrote
    std::size_t omitted = 0;            ///< how many came before them

    friend bool operator==(const x_forwarded_for_chain&, const x_forwarded_for_chain&) = default;
};

/// Parses the values of all Forwarded fields of a message, in order, as if they were one list. All or nothing: an
/// element that breaks the grammar makes the whole errc::bad_forwarded, more than max_hops are errc::too_many_hops.
result<std::vector<forwarded_hop>> parse_forwarded(std::span<const std::string_view> lines);

/// What keeps parse_forwarded() from taking these lines, in words: "no "=" behind a parameter's name, at byte 4 of
/// field line 1". Empty when nothing does. The words are ours: none of the lines' text is in them.
std::string explain_forwarded(std::span<const std::string_view> lines);

/// Parses the values of all X-Forwarded-For fields, in order, as if they were one list. There is no grammar: every
/// element that is not empty is kept, as an address with or without a port, or else as text.
x_forwarded_for_chain parse_x_forwarded_for(std::span<const std::string_view> lines);

/// Parses X-Real-IP: one address, with or without a port. Several fields, or none of them with a value, are no address;
/// nothing when there is no field at all.
std::optional<forwarded_node> parse_x_real_ip(std::span<const std::string_view> lines);

/// Every such field of a message, as it came and as it was understood.
struct forwarding_headers {
    std::optional<result<std::vector<forwarded_hop>>> forwarded{}; ///< absent, or what parse_forwarded said
    x_forwarded_for_chain x_forwarded_for{};
    std::optional<forwarded_node> x_real_ip{};
    /// The values of the fields in order, whatever they are: views into what was read.
    std::vector<std::string_view> forwarded_lines{};
    std::vector<std::string_view> x_forwarded_for_lines{};
    std::vector<std::string_view> x_real_ip_lines{};
};

/// Finds and parses the three among a message's fields. Allocates nothing when none of them is there.
forwarding_headers read_forwarding(std::span<const header_field> headers);

} // namespace srcip
