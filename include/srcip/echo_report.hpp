#pragma once

#include <srcip/address.hpp>
#include <srcip/client_address.hpp>
#include <srcip/header_chain.hpp>
#include <srcip/header_field.hpp>
#include <srcip/proxy_protocol.hpp>
#include <srcip/tcp_syn.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace srcip {

/// A request as the server understood it. All views point into the connection's buffers and live as long as the
/// request is being answered.
struct request_view {
    std::string_view method{};
    std::string_view target{}; ///< the raw target as sent (RFC 9112 section 3.2)
    unsigned version = 11;     ///< 10 or 11
    std::string_view scheme = "http";
    std::span<const header_field> headers{}; ///< in the order they came, at most 100
    std::string_view host{}; ///< http_host() of the Host field, where it is known already; data() is null otherwise
    std::string_view body{}; ///< chunked coding removed; data() is null when there is none, which an empty one is not
};

/// The kernel's view of the connection (tcp(7), struct tcp_info).
struct tcp_timing {
    std::uint32_t rtt_us = 0;          ///< smoothed round trip time, microseconds
    std::uint32_t rtt_variance_us = 0; ///< microseconds
};

/// The connection a request came on.
struct connection_view {
    ip_endpoint peer;
    ip_endpoint local;
    std::uint64_t request_number = 1; ///< 1 for the first request of the connection
    std::uint64_t age_ms = 0;         ///< milliseconds since accept
    std::optional<tcp_syn> syn;
    std::string_view syn_unavailable; ///< why there is no syn; empty when there is one
    std::optional<tcp_timing> timing;
};

/// A certificate that a TLS client presented. All text is the sender's and may hold any byte.
struct tls_certificate {
    std::string subject{};                   ///< distinguished name, RFC 2253 form
    std::string issuer{};                    ///< likewise
    std::string serial{};                    ///< hexadecimal, lower case
    std::string not_before{};                ///< RFC 3339, UTC
    std::string not_after{};                 ///< likewise
    std::string sha256{};                    ///< fingerprint of its DER form: hexadecimal, lower case
    std::vector<std::string> alternatives{}; ///< subject alternative names: "DNS:a", "IP:192.0.2.1", "URI:spiffe://…"
    std::string verify_error{};              ///< why it is not to be believed; empty when a CA we were given signed it
};

/// The TLS connection that a request came through, where this server ended it.
struct tls_view {
    std::string version{}; ///< "TLSv1.3"
    std::string cipher{};  ///< IANA name: "TLS_AES_256_GCM_SHA384"
    std::string alpn{};    ///< "http/1.1"; empty when none was agreed on
    std::string sni{};     ///< the server name the client asked for; empty when it named none
    bool resumed = false;
    std::optional<tls_certificate> client_certificate{};
};

/// Who answers: from the environment the pod was given (downward API). Empty means unknown.
struct server_identity {
    std::string hostname;
    std::string pod_name;      ///< POD_NAME
    std::string pod_namespace; ///< POD_NAMESPACE
    std::string pod_ip;        ///< POD_IP
    std::string node_name;     ///< NODE_NAME
    std::string host_ip;       ///< HOST_IP
};

/// Everything a server knows about one request: what the writers of every format start from.
struct echo_report {
    ip_address client_address;
    client_address_source client_address_from = client_address_source::peer;
    bool contradiction = false;   ///< as in client_address_finding
    bool peer_is_trusted = false; ///< the peer is one of the trusted proxies, so that its claims may count
    connection_view connection;
    const proxy_header* proxy = nullptr;            ///< null: the connection began without a PROXY header
    const forwarding_headers* forwarding = nullptr; ///< null: nobody needed them read; JSON and HTML then read them
    evidence_weight weight{};                       ///< as weigh_evidence() says; JSON and HTML show it
    const tls_view* tls = nullptr;                  ///< null: plain TCP
    request_view request;
    const server_identity* server = nullptr; ///< never null when a writer sees it
    std::uint16_t listening_port = 0;        ///< the port the listener is bound to (the texts print it in request_uri)
};

} // namespace srcip
