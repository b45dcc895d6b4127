#include "proxy_protocol_parts.hpp"

#include <srcip/bytes.hpp>

#include <algorithm>
#include <array>

namespace srcip::proxy_parts {
namespace {

// The high half of a header's 14th byte; the low half is 0 for unspecified, 1 for stream and 2 for datagram.
enum family : std::uint8_t { unspecified = 0, inet = 1, inet6 = 2, local_socket = 3 };

/// The four fixed bytes after the signature: version and command, family and transport, length of what follows.
struct fixed_part {
    std::uint8_t version;
    std::uint8_t command;
    std::uint8_t family;
    std::uint8_t transport;
    std::size_t length;

    bool is_local() const { return command == 0; }
    /// LOCAL headers, and those that do not say what they relay, are skipped unread.
    bool is_skipped() const { return is_local() || family == unspecified || transport == 0; }
};

/// Bytes that have not arrived read as zero; only those that have may be asked about.
fixed_part read_fixed(bytes_view bytes) {
    std::array<std::uint8_t, 4> arrived{};
    const auto from = bytes.subspan(v2_signature.size());
    std::copy_n(from.begin(), std::min(from.size(), arrived.size()), arrived.begin());
    return {static_cast<std::uint8_t>(arrived[0] >> 4), static_cast<std::uint8_t>(arrived[0] & 0x0f),
            static_cast<std::uint8_t>(arrived[1] >> 4), static_cast<std::uint8_t>(arrived[1] & 0x0f),
            static_cast<std::size_t>(arrived[2] << 8 | arrived[3])};
}

std::size_t address_bytes(const fixed_part& fixed) {
    constexpr std::array<std::size_t, 4> by_family{0, 2 * 4 + 2 * 2, 2 * 16 + 2 * 2, 2 * unix_path_bytes};
    return fixed.is_skipped() ? 0 : by_family[fixed.family];
}

/// What the bytes so far already rule out; errc{} when nothing is wrong with them.
errc fault_of(const fixed_part& fixed, std::size_t arrived) {
    if (arrived > 12 && fixed.version != 2)
        return errc::proxy_bad_version;
    if (arrived > 12 && fixed.command > 1)
        return errc::proxy_bad_command;
    // "The family … is ignored" with LOCAL (section 2.2).
    if (arrived > 13 && !fixed.is_local() && (fixed.family > local_socket || fixed.transport > 2))
        return errc::proxy_bad_family;
    if (arrived >= v2_fixed_bytes && v2_fixed_bytes + fixed.length > max_proxy_header)
        return errc::proxy_too_long;
    if (arrived >= v2_fixed_bytes && fixed.length < address_bytes(fixed))
        return errc::proxy_short_addresses;
    return errc{};
}

template <class Bytes>
ip_address read_address(byte_reader& reader) {
    Bytes bytes{};
    const auto from = reader.take_bytes(bytes.size());
    std::copy(from.begin(), from.end(), bytes.begin());
    return ip_address(bytes);
}

/// source address, destination address, source port, destination port
template <class Bytes>
void read_endpoints(byte_reader reader, proxy_header& header) {
    header.source.address = read_address<Bytes>(reader);
    header.destination.address = read_address<Bytes>(reader);
    header.source.port = reader.u16();
    header.destination.port = reader.u16();
}

/// A path ends at its first zero byte. An abstract name (unix(7)) begins with one and is padded with more.
std::string read_path(byte_reader& reader) {
    const auto text = as_text(reader.take_bytes(unix_path_bytes));
    const auto last = text.find_last_not_of('\0');
    if (last == text.npos)
        return {};
    return std::string(text.front() == '\0' ? text.substr(0, last + 1) : text.substr(0, text.find('\0')));
}

void read_paths(byte_reader reader, proxy_header& header) {
    header.source_path = read_path(reader);
    header.destination_path = read_path(reader);
}

proxy_transport transport_of(const fixed_part& fixed) {
    using enum proxy_transport;
    constexpr std::array streams{unspec, tcp4, tcp6, unix_stream};
    constexpr std::array datagrams{unspec, udp4, udp6, unix_dgram};
    if (fixed.is_skipped())
        return unspec;
    return fixed.transport == 1 ? streams[fixed.family] : datagrams[fixed.family];
}

void read_addresses(const fixed_part& fixed, byte_reader reader, proxy_header& header) {
    if (fixed.family == inet)
        read_endpoints<ip_address::v4_bytes>(reader, header);
    if (fixed.family == inet6)
        read_endpoints<ip_address::v6_bytes>(reader, header);
    if (fixed.family == local_socket)
        read_paths(reader, header);
}

proxy_decoding decode_whole(const fixed_part& fixed, bytes_view whole) {
    proxy_header header;
    header.command = fixed.is_local() ? proxy_command::local : proxy_command::proxied;
    header.transport = transport_of(fixed);
    if (fixed.is_skipped())
        return done(whole.size(), std::move(header));

    read_addresses(fixed, byte_reader(whole.subspan(v2_fixed_bytes)), header);
    const auto tlvs = read_tlvs(whole, v2_fixed_bytes + address_bytes(fixed), header);
    if (!tlvs)
        return rejected(static_cast<errc>(tlvs.error().value()));
    return done(whole.size(), std::move(header));
}

} // namespace

proxy_decoding decode_v2(bytes_view bytes) {
    const auto fixed = read_fixed(bytes);
    if (const auto fault = fault_of(fixed, bytes.size()); fault != errc{})
        return rejected(fault);
    const auto total = v2_fixed_bytes + fixed.length;
    if (bytes.size() < v2_fixed_bytes || bytes.size() < total)
        return {};
    return decode_whole(fixed, bytes.first(total));
}

} // namespace srcip::proxy_parts
