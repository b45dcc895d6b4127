#include "echoserver/tls_settings.hpp"

#include "echoserver/tls_facts.hpp"

#include <string_view>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace srcip::echoserver {
namespace {

/// In our order of preference (RFC 7301 section 3.1: each name behind its length).
constexpr std::string_view protocols = "\x08http/1.1\x08http/1.0";

/// A client that names protocols and none of ours gets the alert no_application_protocol, as RFC 7301 section 3.2 has
/// it and nginx does since 1.21.4: bytes meant for another protocol must not be taken for HTTP (the ALPACA attacks). A
/// client that names none is served.
int choose_protocol(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned offered_size, void* /*unused*/) {
    const auto* ours = reinterpret_cast<const unsigned char*>(protocols.data());
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_size, ours, protocols.size(), offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

/// Stops at the first thing that is wrong, which explains more than the last, and goes on with the handshake: OpenSSL
/// keeps the error as the connection's verify result.
int judge_and_accept(X509_STORE_CTX* store, void* /*unused*/) {
    if (X509_verify_cert(store) != 1 && X509_STORE_CTX_get_error(store) == X509_V_OK)
        X509_STORE_CTX_set_error(store, X509_V_ERR_UNSPECIFIED);
    ERR_clear_error();
    return 1;
}

bool present(SSL_CTX* context, const tls_credentials& own) {
    if (SSL_CTX_use_certificate(context, own.chain.front().get()) != 1 ||
        SSL_CTX_use_PrivateKey(context, own.key.get()) != 1)
        return false;
    for (std::size_t i = 1; i < own.chain.size(); ++i)
        if (SSL_CTX_add1_chain_cert(context, own.chain[i].get()) != 1)
            return false;
    return true;
}

bool trust(SSL_CTX* context, X509* authority) {
    return X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority) == 1 &&
           SSL_CTX_add_client_CA(context, authority) == 1;
}

bool ask_clients(SSL_CTX* context, const std::vector<certificate_ptr>& authorities) {
    if (authorities.empty())
        return true;
    for (const auto& authority : authorities)
        if (!trust(context, authority.get()))
            return false;
    // An intermediate authority that was given is as good as a root.
    X509_STORE_set_flags(SSL_CTX_get_cert_store(context), X509_V_FLAG_PARTIAL_CHAIN);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(context, judge_and_accept, nullptr);
    return true;
}

/// What a stranger can make us spend: no groups of finite fields and no long chains, which cost far more time here than
/// there.
bool bound_costs(SSL_CTX* context) {
    SSL_CTX_set_max_cert_list(context, 32L * 1024);
    SSL_CTX_set_verify_depth(context, 10);
    return SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1 &&
           SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES") == 1;
}

/// Tickets keep sessions at the client; a cache would keep them here. One is enough: each resumption brings the next.
bool set_resumption(SSL_CTX* context) {
    constexpr std::string_view name = "echoserver";
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    return SSL_CTX_set_num_tickets(context, 1) == 1 && SSL_CTX_set_max_early_data(context, 0) == 1 &&
           SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(name.data()),
                                          static_cast<unsigned>(name.size())) == 1;
}

bool set_up(SSL_CTX* context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                     SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // A read that finds no data returns instead of looking for more: KeyUpdates without end keep no thread.
    SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_read_ahead(context, 1); // a record costs one recv() instead of two
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    note_server_names(context);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 && bound_costs(context) &&
           set_resumption(context);
}

} // namespace

tls_outcome<ssl_context_ptr> make_ssl_context(const tls_credentials& own,
                                              const std::vector<certificate_ptr>& client_authorities) {
    ERR_clear_error();
    ssl_context_ptr context(SSL_CTX_new(TLS_server_method()));
    if (!context || !set_up(context.get()))
        return tls_failure{"OpenSSL cannot be set up: " + take_openssl_reason() +
                           "; check its configuration (openssl version -d says where it is)"};
    if (!present(context.get(), own))
        return tls_failure{"OpenSSL refuses the TLS certificate or its key: " + take_openssl_reason() +
                           "; give another with --tls-cert and --tls-key"};
    if (!ask_clients(context.get(), client_authorities))
        return tls_failure{"OpenSSL refuses the TLS client CA: " + take_openssl_reason() +
                           "; give another with --tls-client-ca"};
    return context;
}

} // namespace srcip::echoserver
