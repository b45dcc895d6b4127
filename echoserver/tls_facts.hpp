#pragma once

#include <srcip/echo_report.hpp>

#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;
struct x509_st;

namespace srcip::echoserver {

/// How much of a certificate is shown: names, and bytes of each text.
inline constexpr int max_certificate_names = 100;
inline constexpr std::size_t max_certificate_text = 4096;

/// What `certificate` says. `verify_result` is OpenSSL's X509_V_… code, 0 when it was found good.
tls_certificate read_certificate(const x509_st* certificate, long verify_result);

/// What a handshake that is done agreed on; of a resumed session the client's certificate is the one that the first
/// handshake showed, judged as it was then.
tls_view read_tls_facts(const ssl_st* ssl, std::string_view server_name);

/// Has connections made from `context` note the server name of the ClientHello (RFC 6066 section 3) where
/// keep_server_name() said. OpenSSL itself would give out the name of the first handshake when TLS 1.2 resumes one.
void note_server_names(ssl_ctx_st* context);
/// `name` must outlive the handshake.
void keep_server_name(ssl_st* ssl, std::string& name);

/// The host name in a server_name extension's content, at most 255 bytes; empty when there is none.
std::string_view parse_server_name(std::string_view extension);

} // namespace srcip::echoserver
