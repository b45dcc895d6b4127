#pragma once

#include <memory>
#include <vector>

// OpenSSL's types by their tags: whoever holds one need not read OpenSSL's headers.
struct evp_pkey_st;
struct ssl_ctx_st;
struct ssl_st;
struct x509_st;

namespace srcip::echoserver {

struct openssl_free {
    void operator()(evp_pkey_st* key) const;
    void operator()(ssl_ctx_st* context) const;
    void operator()(ssl_st* ssl) const;
    void operator()(x509_st* certificate) const;
};

using key_ptr = std::unique_ptr<evp_pkey_st, openssl_free>;
using ssl_context_ptr = std::unique_ptr<ssl_ctx_st, openssl_free>;
using ssl_ptr = std::unique_ptr<ssl_st, openssl_free>;
using certificate_ptr = std::unique_ptr<x509_st, openssl_free>;

/// What a server proves its name with.
struct tls_credentials {
    std::vector<certificate_ptr> chain{}; ///< its own certificate first
    key_ptr key{};
};

} // namespace srcip::echoserver
