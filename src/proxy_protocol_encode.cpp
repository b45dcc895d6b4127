#include "proxy_protocol_parts.hpp"

#include <srcip/crc32c.hpp>

#include <algorithm>
#include <array>

namespace srcip {
namespace {

using namespace proxy_parts;
using bytes = std::vector<std::uint8_t>;

void append(bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }
void append(bytes& out, bytes_view more) { out.insert(out.end(), more.begin(), more.end()); }

/// The lowest `size` bytes of `value`, highest first.
void append_number(bytes& out, std::uint64_t value, unsigned size) {
    while (size-- > 0)
        out.push_back(static_cast<std::uint8_t>(value >> 8 * size & 0xff));
}

/// A value of more than 65535 bytes gets a length that is wrong; the header is then over max_proxy_header anyway.
void append_tlv(bytes& out, std::uint8_t type, bytes_view value) {
    out.push_back(type);
    append_number(out, value.size(), 2);
    append(out, value);
}

bytes_view as_bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

template <class Owner, std::size_t N>
void append_texts(bytes& out, const std::array<text_field<Owner>, N>& fields, const Owner& owner) {
    for (const auto& field : fields)
        if (const auto& text = owner.*field.member)
            append_tlv(out, field.type, as_bytes(*text));
}

void append_others(bytes& out, const std::vector<proxy_tlv>& others) {
    for (const auto& tlv : others)
        append_tlv(out, tlv.type, tlv.value);
}

void append_ssl(bytes& out, const proxy_ssl& ssl) {
    bytes value{ssl.client};
    append_number(value, ssl.verify, 4);
    append_texts(value, ssl_texts, ssl);
    if (ssl.client_cert)
        append_tlv(value, tlv_ssl_client_cert, *ssl.client_cert);
    append_others(value, ssl.other);
    append_tlv(out, tlv_ssl, value);
}

void append_clouds(bytes& out, const proxy_header& header) {
    bytes value;
    if (header.aws_vpce) {
        value = {cloud_subtype};
        append(value, *header.aws_vpce);
        append_tlv(out, tlv_aws, value);
    }
    if (header.azure_linkid) {
        value = {cloud_subtype};
        append_number(value, *header.azure_linkid, 4);
        std::reverse(value.begin() + 1, value.end()); // little endian
        append_tlv(out, tlv_azure, value);
    }
    if (header.gcp_psc) {
        value.clear();
        append_number(value, *header.gcp_psc, 8);
        append_tlv(out, tlv_gcp, value);
    }
}

void append_tlvs(bytes& out, const proxy_header& header) {
    append_texts(out, header_texts, header);
    if (header.unique_id)
        append_tlv(out, tlv_unique_id, *header.unique_id);
    if (header.ssl)
        append_ssl(out, *header.ssl);
    append_clouds(out, header);
    append_others(out, header.other);
}

bool is_v6(proxy_transport transport) {
    return transport == proxy_transport::tcp6 || transport == proxy_transport::udp6;
}

bool is_unix(proxy_transport transport) {
    return transport == proxy_transport::unix_stream || transport == proxy_transport::unix_dgram;
}

bool is_encodable(const proxy_header& header) {
    if (is_unix(header.transport))
        return std::max(header.source_path.size(), header.destination_path.size()) <= unix_path_bytes;
    return is_v6(header.transport) || (header.source.address.is_v4() && header.destination.address.is_v4());
}

/// An IPv4 address in an IPv6 header goes as IPv4-mapped.
void append_address(bytes& out, const ip_address& address, bool v6) {
    if (v6 && address.is_v4())
        append(out, std::string_view("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12));
    append(out, address.bytes());
}

void append_path(bytes& out, std::string_view path) {
    append(out, path);
    out.resize(out.size() + unix_path_bytes - path.size());
}

void append_addresses(bytes& out, const proxy_header& header) {
    if (is_unix(header.transport)) {
        append_path(out, header.source_path);
        append_path(out, header.destination_path);
        return;
    }
    append_address(out, header.source.address, is_v6(header.transport));
    append_address(out, header.destination.address, is_v6(header.transport));
    append_number(out, header.source.port, 2);
    append_number(out, header.destination.port, 2);
}

/// Family in the high half, stream or datagram in the low one.
std::uint8_t family_byte(proxy_transport transport) {
    constexpr std::array<std::uint8_t, 7> codes{0x00, 0x11, 0x21, 0x12, 0x22, 0x31, 0x32};
    return codes[static_cast<std::size_t>(transport)];
}

void put_number(bytes& out, std::size_t at, std::uint32_t value, unsigned size) {
    bytes number;
    append_number(number, value, size);
    std::copy(number.begin(), number.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
}

bytes fixed_part(const proxy_header& header) {
    const bool local = header.command == proxy_command::local;
    bytes out;
    append(out, v2_signature);
    out.push_back(local ? 0x20 : 0x21);
    out.push_back(local ? 0x00 : family_byte(header.transport));
    append_number(out, 0, 2);
    return out;
}

result<bytes> encode_v2(const proxy_header& header) {
    auto out = fixed_part(header);
    if (header.command == proxy_command::local || header.transport == proxy_transport::unspec)
        return out;
    if (!is_encodable(header) || (header.unique_id && header.unique_id->size() > max_proxy_unique_id))
        return errc::proxy_not_encodable;

    append_addresses(out, header);
    const auto checksum_at = out.size() + 3;
    if (header.crc32c)
        append_tlv(out, tlv_crc32c, std::array<std::uint8_t, 4>{});
    append_tlvs(out, header);
    if (out.size() > max_proxy_header)
        return errc::proxy_not_encodable;
    put_number(out, v2_fixed_bytes - 2, static_cast<std::uint32_t>(out.size() - v2_fixed_bytes), 2);
    if (header.crc32c)
        put_number(out, checksum_at, crc32c(out), 4);
    return out;
}

std::string v1_address(const ip_address& address, bool v6) {
    return (v6 && address.is_v4() ? "::ffff:" : "") + address.to_string();
}

result<bytes> encode_v1(const proxy_header& header) {
    std::string line = "PROXY UNKNOWN";
    if (header.tcp_source()) {
        if (!is_encodable(header))
            return errc::proxy_not_encodable;
        const bool v6 = is_v6(header.transport);
        line = "PROXY " + std::string(to_string(header.transport)) + ' ' + v1_address(header.source.address, v6) + ' ' +
               v1_address(header.destination.address, v6) + ' ' + std::to_string(header.source.port) + ' ' +
               std::to_string(header.destination.port);
    }
    line += "\r\n";
    return bytes(line.begin(), line.end());
}

} // namespace

result<std::vector<std::uint8_t>> encode_proxy_header(const proxy_header& header) {
    return header.version == 1 ? encode_v1(header) : encode_v2(header);
}

} // namespace srcip
