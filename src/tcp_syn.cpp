#include <srcip/tcp_syn.hpp>

#include <srcip/bytes.hpp>

#include <algorithm>

namespace srcip {
namespace {

constexpr std::uint8_t protocol_tcp = 6;

// RFC 9293 section 3.1, RFC 7323, RFC 2018
enum option_kind : std::uint8_t {
    end_of_list = 0,
    no_operation = 1,
    mss = 2,
    window_scale = 3,
    sack_permitted = 4,
    timestamps = 8
};

void read_option(std::uint8_t kind, byte_reader value, tcp_syn& syn) {
    const auto size = value.remaining();
    if (kind == mss && size == 2)
        syn.mss = value.u16();
    if (kind == window_scale && size == 1)
        syn.window_scale = value.u8();
    if (kind == sack_permitted && size == 0)
        syn.sack_permitted = true;
    if (kind == timestamps && size == 8)
        syn.timestamps = true;
}

/// options = *( end / nop / kind length value ); length counts kind and length themselves.
void read_options(byte_reader options, tcp_syn& syn) {
    while (options.remaining() > 0) {
        const auto kind = options.u8();
        if (kind == end_of_list)
            return;
        if (kind == no_operation)
            continue;
        const auto length = options.u8();
        if (!options.ok() || length < 2)
            return;
        const auto value = options.take(length - 2U);
        if (!options.ok())
            return;
        read_option(kind, value, syn);
    }
}

result<tcp_syn> read_tcp(byte_reader reader, tcp_syn syn) {
    reader.skip(12); // ports, sequence and acknowledgement numbers
    const auto header_bytes = 4U * (reader.u8() >> 4);
    reader.skip(1); // flags: the kernel saves nothing but SYNs
    syn.window = reader.u16();
    reader.skip(4); // checksum, urgent pointer
    if (!reader.ok())
        return errc::truncated;
    if (header_bytes < 20)
        return errc::bad_syn;
    const auto options = reader.take(header_bytes - 20U);
    if (!reader.ok())
        return errc::truncated;
    read_options(options, syn);
    return syn;
}

/// RFC 791 section 3.1
result<tcp_syn> read_v4(byte_reader reader) {
    tcp_syn syn;
    const auto header_bytes = 4U * (reader.u8() & 0x0fU);
    reader.skip(7); // type of service, length, identification, fragment offset
    syn.ttl = reader.u8();
    const auto protocol = reader.u8();
    reader.skip(10); // checksum, addresses
    if (!reader.ok())
        return errc::truncated;
    if (header_bytes < 20 || protocol != protocol_tcp)
        return errc::bad_syn;
    reader.skip(header_bytes - 20U);
    if (!reader.ok())
        return errc::truncated;
    return read_tcp(reader, syn);
}

/// Extension headers that say their own length in units of 8 bytes beyond the first 8 (RFC 8200 section 4).
bool is_extension(std::uint8_t next_header) {
    return next_header == 0 || next_header == 43 || next_header == 60 || next_header == 135;
}

/// RFC 8200 section 3
result<tcp_syn> read_v6(byte_reader reader) {
    tcp_syn syn;
    syn.ip_version = 6;
    reader.skip(6); // version, traffic class, flow label, payload length
    auto next_header = reader.u8();
    syn.ttl = reader.u8();
    reader.skip(32); // addresses
    while (reader.ok() && is_extension(next_header)) {
        next_header = reader.u8();
        const auto length = reader.u8();
        reader.skip(6U + 8U * length);
    }
    if (!reader.ok())
        return errc::truncated;
    if (next_header != protocol_tcp)
        return errc::bad_syn;
    return read_tcp(reader, syn);
}

} // namespace

result<tcp_syn> parse_tcp_syn(std::span<const std::uint8_t> packet) {
    if (packet.empty())
        return errc::truncated;
    switch (packet.front() >> 4) {
    case 4:
        return read_v4(byte_reader(packet));
    case 6:
        return read_v6(byte_reader(packet));
    default:
        return errc::bad_syn;
    }
}

unsigned estimated_hops(std::uint8_t ttl) {
    for (const unsigned initial : {32U, 64U, 128U})
        if (ttl <= initial)
            return initial - ttl;
    return 255U - ttl;
}

} // namespace srcip
