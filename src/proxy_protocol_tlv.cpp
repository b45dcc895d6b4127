#include "proxy_protocol_parts.hpp"

#include <srcip/bytes.hpp>
#include <srcip/crc32c.hpp>

#include <array>

namespace srcip::proxy_parts {
namespace {

struct tlv_view {
    std::uint8_t type;
    bytes_view value;

    proxy_tlv copy() const { return {type, {value.begin(), value.end()}}; }
};

/// tlv = type (1 byte) length (2 bytes) value; what is left over, or runs over, makes the list invalid.
result<tlv_view> take_tlv(byte_reader& reader) {
    const auto type = reader.u8();
    const auto length = reader.u16();
    const auto value = reader.take_bytes(length);
    if (!reader.ok())
        return errc::proxy_bad_tlv;
    return tlv_view{type, value};
}

/// Calls read(tlv) for each; its first error, or the list's, ends it.
template <class Read>
result<void> for_each_tlv(byte_reader reader, Read read) {
    while (reader.remaining() > 0) {
        const auto tlv = take_tlv(reader);
        if (!tlv)
            return tlv.error();
        if (const auto ok = read(*tlv); !ok)
            return ok;
    }
    return {};
}

/// The first TLV of a type is its field's value; a later one stays as it came.
template <class T, class Owner>
void store(std::optional<T>& field, T value, const tlv_view& tlv, Owner& owner) {
    if (field)
        owner.other.push_back(tlv.copy());
    else
        field = std::move(value);
}

template <class Owner, std::size_t N>
bool store_text(const std::array<text_field<Owner>, N>& fields, const tlv_view& tlv, Owner& owner) {
    for (const auto& field : fields)
        if (field.type == tlv.type) {
            store(owner.*field.member, std::string(as_text(tlv.value)), tlv, owner);
            return true;
        }
    return false;
}

/// ssl = client (1 byte) verify (4 bytes) *tlv (section 2.2.6)
result<proxy_ssl> read_ssl(byte_reader reader) {
    proxy_ssl ssl;
    ssl.client = reader.u8();
    ssl.verify = reader.u32();
    if (!reader.ok())
        return errc::proxy_bad_tlv;
    const auto ok = for_each_tlv(reader, [&](const tlv_view& tlv) -> result<void> {
        if (tlv.type == tlv_ssl_client_cert)
            store(ssl.client_cert, tlv.copy().value, tlv, ssl);
        else if (!store_text(ssl_texts, tlv, ssl))
            ssl.other.push_back(tlv.copy());
        return {};
    });
    if (!ok)
        return ok.error();
    return ssl;
}

/// The checksum covers the whole header with zeros where it stands itself (section 2.2.3).
bool is_checksum_right(bytes_view whole, bytes_view checksum) {
    constexpr std::array<std::uint8_t, 4> zeros{};
    const auto before = static_cast<std::size_t>(checksum.data() - whole.data());
    const auto crc = crc32c(whole.subspan(before + zeros.size()), crc32c(zeros, crc32c(whole.first(before))));
    return crc == byte_reader(checksum).u32();
}

std::uint32_t little_endian(bytes_view four) {
    return static_cast<std::uint32_t>(four[3]) << 24 | static_cast<std::uint32_t>(four[2]) << 16 |
           static_cast<std::uint32_t>(four[1]) << 8 | four[0];
}

/// The clouds' TLVs are in the range for private use: one of another shape is someone else's, not an error.
void read_private(const tlv_view& tlv, proxy_header& header) {
    const bool subtyped = !tlv.value.empty() && tlv.value.front() == cloud_subtype;
    const auto inner = subtyped ? tlv.value.subspan(1) : bytes_view();
    if (tlv.type == tlv_aws && subtyped)
        store(header.aws_vpce, std::string(as_text(inner)), tlv, header);
    else if (tlv.type == tlv_azure && inner.size() == 4)
        store(header.azure_linkid, little_endian(inner), tlv, header);
    else if (tlv.type == tlv_gcp && tlv.value.size() == 8)
        store(header.gcp_psc, byte_reader(tlv.value).u64(), tlv, header);
    else
        header.other.push_back(tlv.copy());
}

result<void> read_crc32c(bytes_view whole, const tlv_view& tlv, proxy_header& header) {
    if (tlv.value.size() != 4 || header.crc32c)
        return errc::proxy_bad_tlv;
    if (!is_checksum_right(whole, tlv.value))
        return errc::proxy_bad_checksum;
    header.crc32c = true;
    return {};
}

result<void> read_unique_id(const tlv_view& tlv, proxy_header& header) {
    if (tlv.value.size() > max_proxy_unique_id)
        return errc::proxy_bad_tlv;
    store(header.unique_id, tlv.copy().value, tlv, header);
    return {};
}

result<void> read_ssl_tlv(const tlv_view& tlv, proxy_header& header) {
    auto ssl = read_ssl(byte_reader(tlv.value));
    if (!ssl)
        return ssl.error();
    store(header.ssl, std::move(*ssl), tlv, header);
    return {};
}

result<void> read_tlv(bytes_view whole, const tlv_view& tlv, proxy_header& header) {
    switch (tlv.type) {
    case tlv_noop:
        return {};
    case tlv_crc32c:
        return read_crc32c(whole, tlv, header);
    case tlv_unique_id:
        return read_unique_id(tlv, header);
    case tlv_ssl:
        return read_ssl_tlv(tlv, header);
    default:
        if (!store_text(header_texts, tlv, header))
            read_private(tlv, header);
        return {};
    }
}

} // namespace

result<void> read_tlvs(bytes_view whole, std::size_t offset, proxy_header& header) {
    return for_each_tlv(byte_reader(whole.subspan(offset)),
                        [&](const tlv_view& tlv) { return read_tlv(whole, tlv, header); });
}

} // namespace srcip::proxy_parts
