#pragma once

#include <srcip/address.hpp>
#include <srcip/errc.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The PROXY protocol, versions 1 and 2: what a proxy says, ahead of a connection's own bytes, about the connection it
// relays. Source: haproxy's doc/proxy-protocol.txt, with the TLVs of its later revisions and of the clouds.
namespace srcip {

/// The longest header we take, of either version: bytes.
inline constexpr std::size_t max_proxy_header = 4096;
/// The longest version 1 line, CRLF included (section 2.1): bytes.
inline constexpr std::size_t max_proxy_v1_line = 107;
/// The longest unique id (section 2.2.5): bytes.
inline constexpr std::size_t max_proxy_unique_id = 128;

enum class proxy_command {
    local,   ///< the proxy speaks for itself (v2 LOCAL), or does not say for whom (v1 UNKNOWN)
    proxied, ///< the proxy relays somebody's connection
};

enum class proxy_transport { unspec, tcp4, tcp6, udp4, udp6, unix_stream, unix_dgram };

/// "TCP4", "UNIX_STREAM", …; "UNSPEC" when nothing is known.
std::string_view to_string(proxy_transport transport);

/// A type-length-value vector that has no field of its own.
struct proxy_tlv {
    std::uint8_t type = 0;
    std::vector<std::uint8_t> value{};

    friend bool operator==(const proxy_tlv&, const proxy_tlv&) = default;
};

/// PP2_TYPE_SSL: the client's TLS connection to the proxy. All text is the sender's and may hold any byte.
struct proxy_ssl {
    std::uint8_t client = 0;              ///< PP2_CLIENT_*: 1 TLS, 2 certificate on this connection, 4 in its session
    std::uint32_t verify = 0;             ///< 0, or why the certificate was not verified; says nothing without one
    std::optional<std::string> version{}; ///< "TLSv1.3"
    std::optional<std::string> cn{};      ///< common name of the client's certificate
    std::optional<std::string> cipher{};  ///< "ECDHE-RSA-AES128-GCM-SHA256"
    std::optional<std::string> sig_alg{}; ///< what signed the proxy's certificate
    std::optional<std::string> key_alg{}; ///< the proxy's key: "RSA2048"
    std::optional<std::string> group{};   ///< the key exchange: "secp256r1"
    std::optional<std::string> sig_scheme{};                ///< what signed the handshake
    std::optional<std::vector<std::uint8_t>> client_cert{}; ///< DER
    std::vector<proxy_tlv> other{};                         ///< unknown subtypes, and repeated ones after their first

    bool is_tls() const { return (client & 1) != 0; }
    bool has_client_cert() const { return (client & 6) != 0; }
    /// A certificate was presented and verified. Senders leave `verify` zero when there was none at all.
    bool is_verified() const { return has_client_cert() && verify == 0; }

    friend bool operator==(const proxy_ssl&, const proxy_ssl&) = default;
};

/// A whole header. It owns what it holds. Everything in it is a claim of whoever sent it.
///
/// A TLV that comes twice: the first counts, as for haproxy's fc_pp_*; the later ones are kept in `other`. Two
/// checksums are an error: each would have to cover the other.
struct proxy_header {
    std::uint8_t version = 2; ///< 1 or 2
    proxy_command command = proxy_command::local;
    proxy_transport transport = proxy_transport::unspec;
    ip_endpoint source{}; ///< of tcp and udp; IPv4-mapped addresses are IPv4, `transport` still says as what they came
    ip_endpoint destination{};
    std::string source_path{}; ///< of unix sockets; an abstract name begins with a zero byte
    std::string destination_path{};
    bool crc32c = false;                                  ///< decoded: came with a checksum, a right one
    std::optional<std::string> alpn{};                    ///< one protocol name: "h2"
    std::optional<std::string> authority{};               ///< the host name the client asked for (SNI)
    std::optional<std::vector<std::uint8_t>> unique_id{}; ///< up to 128 bytes
    std::optional<proxy_ssl> ssl{};
    std::optional<std::string> netns{};          ///< the network namespace's name
    std::optional<std::string> aws_vpce{};       ///< 0xEA 01: the VPC endpoint's id
    std::optional<std::uint32_t> azure_linkid{}; ///< 0xEE 01: the private endpoint's LinkID
    std::optional<std::uint64_t> gcp_psc{};      ///< 0xE0: the Private Service Connect connection's id
    std::vector<proxy_tlv> other{};              ///< unknown types, and repeated ones after their first

    /// The client a TCP server may take for its own: nothing for local headers, UNIX sockets, and datagrams, which
    /// cannot be what arrives on a TCP connection.
    std::optional<ip_endpoint> tcp_source() const;

    friend bool operator==(const proxy_header&, const proxy_header&) = default;
};

enum class proxy_decoding_state {
    absent,    ///< these bytes begin no PROXY header: they are the connection's own
    need_more, ///< they may, or do, and the header is not complete
    done,
    rejected, ///< they begin one that is broken: the connection must be closed
};

struct proxy_decoding {
    proxy_decoding_state state = proxy_decoding_state::need_more;
    std::size_t consumed = 0;             ///< when done: bytes of the header; what follows is the connection's own
    boost::system::error_code error{};    ///< when rejected
    std::optional<proxy_header> header{}; ///< when done
};

/// Decodes from the first bytes of a connection, all that have arrived so far; call again with more after need_more.
/// The answer comes with the first byte that settles it, and more bytes never change it.
///
/// Rejects with errc::proxy_… or, for a version 1 line, errc::bad_address and errc::bad_port. What a LOCAL header or
/// one of an unspecified family or transport carries is skipped unread, as section 2.2 asks: TLVs too.
proxy_decoding decode_proxy_header(std::span<const std::uint8_t> bytes);

/// The header's bytes, of the version it says. Version 1 knows TCP only (all else is UNKNOWN) and no TLVs. Headers
/// that are local or of an unspecified transport go without addresses and TLVs: receivers skip them unread.
/// errc::proxy_not_encodable: an IPv6 address in a tcp4 or udp4 header, a UNIX path, unique id or TLV that is too long,
/// a header over max_proxy_header.
result<std::vector<std::uint8_t>> encode_proxy_header(const proxy_header& header);

} // namespace srcip
