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
};

const boost::system::error_category& error_category() noexcept;
boost::system::error_code make_error_code(errc e) noexcept;

/// The result of an operation whose failure is expected.
template <class T>
using result = boost::system::result<T>;

} // namespace srcip

template <>
struct boost::system::is_error_code_enum<srcip::errc> : std::true_type {};
