#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <type_traits>

namespace srcip {

/// Everything the library's parsers and decoders can refuse.
enum class errc {
    bad_address = 1,   ///< not an IPv4 or IPv6 address in its standard text form
    bad_port,          ///< not a decimal number from 0 to 65535 without leading zeros
    bad_prefix_length, ///< a CIDR's prefix length is missing, not a number, or too long for its family
    truncated,         ///< the input ends before the structure does
    bad_syn,           ///< not an IP header followed by a TCP header
    not_an_echo,       ///< an answer that no echo server we know would give
    bad_report,        ///< JSON that names our schema but does not keep to it

    proxy_line_too_long,   ///< PROXY v1: no CRLF within 107 bytes
    proxy_bad_line,        ///< PROXY v1: not one space between the parts, a part too few or too many, a bare CR or LF
    proxy_bad_version,     ///< PROXY v2: a version other than 2
    proxy_bad_command,     ///< PROXY v2: a command other than LOCAL and PROXY
    proxy_bad_family,      ///< PROXY: an address family or transport that does not exist
    proxy_too_long,        ///< PROXY v2: a header over 4096 bytes
    proxy_short_addresses, ///< PROXY v2: a length that does not hold the family's addresses
    proxy_bad_tlv,         ///< PROXY v2: a TLV that is cut short, of a size its type cannot have, or a second checksum
    proxy_bad_checksum,    ///< PROXY v2: the CRC32C does not fit
    proxy_not_encodable,   ///< a PROXY header that no bytes can say

    bad_forwarded, ///< not RFC 7239's grammar
    too_many_hops, ///< a Forwarded field with more elements than anyone's path has
};

const boost::system::error_category& error_category() noexcept;
boost::system::error_code make_error_code(errc e) noexcept;

/// The result of an operation whose failure is expected.
template <class T>
using result = boost::system::result<T>;

} // namespace srcip

template <>
struct boost::system::is_error_code_enum<srcip::errc> : std::true_type {};
