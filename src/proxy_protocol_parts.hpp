#pragma once

#include <srcip/proxy_protocol.hpp>

#include <array>
#include <string_view>

// What the PROXY protocol's decoders and its encoder share.
namespace srcip::proxy_parts {

using bytes_view = std::span<const std::uint8_t>;

inline constexpr std::string_view v1_signature = "PROXY ";
inline constexpr std::string_view v2_signature{"\r\n\r\n\0\r\nQUIT\n", 12};
/// Signature, version and command, family and transport, length.
inline constexpr std::size_t v2_fixed_bytes = 16;
inline constexpr std::size_t unix_path_bytes = 108;

enum tlv_type : std::uint8_t {
    tlv_alpn = 0x01,
    tlv_authority = 0x02,
    tlv_crc32c = 0x03,
    tlv_noop = 0x04,
    tlv_unique_id = 0x05,
    tlv_ssl = 0x20,
    tlv_ssl_client_cert = 0x28,
    tlv_netns = 0x30,
    tlv_gcp = 0xe0,
    tlv_aws = 0xea,
    tlv_azure = 0xee,
};

/// The only subtypes in use: AWS's VPC endpoint and Azure's LinkID.
inline constexpr std::uint8_t cloud_subtype = 0x01;

/// Where text of a TLV type goes, and comes from.
template <class Owner>
struct text_field {
    std::uint8_t type;
    std::optional<std::string> Owner::*member;
};

inline constexpr std::array<text_field<proxy_header>, 3> header_texts{{
    {tlv_alpn, &proxy_header::alpn},
    {tlv_authority, &proxy_header::authority},
    {tlv_netns, &proxy_header::netns},
}};

inline constexpr std::array<text_field<proxy_ssl>, 7> ssl_texts{{
    {0x21, &proxy_ssl::version},
    {0x22, &proxy_ssl::cn},
    {0x23, &proxy_ssl::cipher},
    {0x24, &proxy_ssl::sig_alg},
    {0x25, &proxy_ssl::key_alg},
    {0x26, &proxy_ssl::group},
    {0x27, &proxy_ssl::sig_scheme},
}};

inline std::string_view as_text(bytes_view bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

proxy_decoding rejected(errc reason);
proxy_decoding done(std::size_t consumed, proxy_header header);

/// Of bytes that begin with the version's signature.
proxy_decoding decode_v1(bytes_view bytes);
proxy_decoding decode_v2(bytes_view bytes);

/// Reads the TLVs from `offset` to the end of a whole header, whose checksum covers all of it.
result<void> read_tlvs(bytes_view whole, std::size_t offset, proxy_header& header);

} // namespace srcip::proxy_parts
