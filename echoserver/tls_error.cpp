#include "echoserver/tls_error.hpp"

#include "echoserver/tls_handles.hpp"

#include <srcip/printable.hpp>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace srcip::echoserver {
namespace {

/// Alerts of the other side are errors from 1000 on (SSL_AD_REASON_OFFSET), plus the alert's number.
std::string reason_text(unsigned long error) {
    const int reason = ERR_GET_REASON(error);
    if (ERR_GET_LIB(error) == ERR_LIB_SSL && reason >= SSL_AD_REASON_OFFSET)
        return std::string("the client sent the alert \"") + SSL_alert_desc_string_long(reason - SSL_AD_REASON_OFFSET) +
               "\"";
    const char* text = ERR_reason_error_string(error);
    return text == nullptr ? "OpenSSL error " + std::to_string(error) : printable(text);
}

} // namespace

std::string take_openssl_reason() {
    const unsigned long error = ERR_peek_last_error();
    ERR_clear_error();
    return error == 0 ? "no reason given" : reason_text(error);
}

void openssl_free::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }
void openssl_free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
void openssl_free::operator()(ssl_st* ssl) const { SSL_free(ssl); }
void openssl_free::operator()(x509_st* certificate) const { X509_free(certificate); }

} // namespace srcip::echoserver
