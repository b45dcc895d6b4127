#include "tests/support/tls_client.hpp"

#include <array>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace srcip::test {
namespace {

void must(bool done) {
    if (!done)
        throw std::runtime_error("OpenSSL could not set up a client");
}

struct bio_closer {
    void operator()(BIO* p) const { BIO_free(p); }
};

void present(SSL_CTX* context, const key_pair& pair) {
    const std::unique_ptr<BIO, bio_closer> certificate(BIO_new_mem_buf(pair.certificate.data(), -1));
    const std::unique_ptr<BIO, bio_closer> key(BIO_new_mem_buf(pair.key.data(), -1));
    X509* x509 = PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr);
    EVP_PKEY* pkey = PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr);
    const bool done = SSL_CTX_use_certificate(context, x509) == 1 && SSL_CTX_use_PrivateKey(context, pkey) == 1;
    X509_free(x509);
    EVP_PKEY_free(pkey);
    must(done);
}

std::string wire_form(const std::vector<std::string>& protocols) {
    std::string out;
    for (const std::string& name : protocols)
        out += static_cast<char>(name.size()) + name;
    return out;
}

BIO* endless_memory() {
    BIO* bio = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(bio, -1); // empty is not the end
    return bio;
}

} // namespace

tls_client::tls_client(const tls_client_wish& wish)
    : context_(SSL_CTX_new(TLS_client_method())) {
    must(context_ != nullptr);
    set_up(wish);
}

void tls_client::set_up(const tls_client_wish& wish) {
    SSL_CTX_set_min_proto_version(context_.get(), wish.version);
    SSL_CTX_set_max_proto_version(context_.get(), wish.version);
    SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context_.get(), [](SSL* ssl, SSL_SESSION* session) {
        static_cast<tls_client*>(SSL_get_app_data(ssl))->session_.reset(session);
        return 1;
    });
    // Versions and ciphers that the server must refuse are offered here.
    must(SSL_CTX_set_cipher_list(context_.get(), wish.ciphers.empty() ? "DEFAULT:@SECLEVEL=0" : wish.ciphers.c_str()) ==
         1);
    must(wish.groups.empty() || SSL_CTX_set1_groups_list(context_.get(), wish.groups.c_str()) == 1);
    if (wish.certificate != nullptr)
        present(context_.get(), *wish.certificate);
    ssl_.reset(SSL_new(context_.get()));
    must(ssl_ != nullptr);
    SSL_set_app_data(ssl_.get(), this);
    SSL_set_bio(ssl_.get(), endless_memory(), endless_memory());
    SSL_set_connect_state(ssl_.get());
    const std::string protocols = wire_form(wish.protocols);
    SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(protocols.data()),
                        static_cast<unsigned>(protocols.size()));
    if (!wish.server_name.empty())
        must(SSL_set_tlsext_host_name(ssl_.get(), wish.server_name.c_str()) == 1);
    must(wish.session == nullptr || SSL_set_session(ssl_.get(), wish.session) == 1);
}

void tls_client::settle(int returned) {
    const int error = SSL_get_error(ssl_.get(), returned);
    if (returned > 0 || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_ZERO_RETURN)
        return;
    failed_ = true;
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    error_ = reason == nullptr ? "the connection ended" : reason;
    ERR_clear_error();
}

bool tls_client::handshake() {
    ERR_clear_error();
    const int returned = SSL_do_handshake(ssl_.get());
    settle(returned);
    return returned == 1;
}

std::string tls_client::take() {
    BIO* bio = SSL_get_wbio(ssl_.get());
    std::string out(BIO_ctrl_pending(bio), '\0');
    if (!out.empty())
        BIO_read(bio, out.data(), static_cast<int>(out.size()));
    return out;
}

void tls_client::bring(std::string_view bytes) {
    if (!bytes.empty())
        BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
}

void tls_client::bring_end() { BIO_set_mem_eof_return(SSL_get_rbio(ssl_.get()), 0); }

void tls_client::write(std::string_view text) {
    ERR_clear_error();
    settle(SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())));
}

std::string tls_client::read() {
    std::string out;
    std::array<char, 16384> part{};
    ERR_clear_error();
    int n = 0;
    while ((n = SSL_read(ssl_.get(), part.data(), static_cast<int>(part.size()))) > 0)
        out.append(part.data(), static_cast<std::size_t>(n));
    settle(n);
    return out;
}

bool tls_client::ended() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

void tls_client::close_notify() { SSL_shutdown(ssl_.get()); }

void tls_client::key_update(bool ask_for_another) {
    SSL_key_update(ssl_.get(), ask_for_another ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED);
    handshake();
}

void tls_client::renegotiate() {
    SSL_renegotiate(ssl_.get());
    handshake();
}

} // namespace srcip::test
