#include "tests/support/certificates.hpp"

#include <atomic>
#include <memory>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace srcip::test {

namespace {

struct closer {
    void operator()(BIO* p) const { BIO_free(p); }
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
    void operator()(X509* p) const { X509_free(p); }
    void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
};
template <class T>
using owned = std::unique_ptr<T, closer>;

void must(bool done) {
    if (!done)
        throw std::runtime_error("OpenSSL could not make a certificate");
}

std::string content(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

owned<EVP_PKEY> read_key(const std::string& pem) {
    const owned<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    must(key != nullptr);
    return key;
}

owned<X509> read_certificate(const std::string& pem) {
    const owned<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    owned<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    must(certificate != nullptr);
    return certificate;
}

void extend(X509* certificate, int id, const std::string& value) {
    const owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str()));
    must(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void describe(X509* certificate, const certificate_wish& wish) {
    static std::atomic<long> serial{1};
    must(X509_set_version(certificate, 2) == 1);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    constexpr long day = 24L * 60 * 60;
    X509_gmtime_adj(X509_getm_notBefore(certificate), wish.from_days * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate), wish.to_days * day);
    X509_NAME* subject = X509_get_subject_name(certificate);
    const auto* name = reinterpret_cast<const unsigned char*>(wish.common_name.c_str());
    must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0) == 1);
    extend(certificate, NID_basic_constraints, wish.authority ? "critical,CA:TRUE" : "CA:FALSE");
    if (!wish.names.empty())
        extend(certificate, NID_subject_alt_name, wish.names);
}

std::string pem_of(X509* certificate) {
    const owned<BIO> bio(BIO_new(BIO_s_mem()));
    must(PEM_write_bio_X509(bio.get(), certificate) == 1);
    return content(bio.get());
}

std::string pem_of(EVP_PKEY* key) {
    const owned<BIO> bio(BIO_new(BIO_s_mem()));
    must(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return content(bio.get());
}

} // namespace

key_pair make_certificate(const certificate_wish& wish) {
    const owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    const owned<X509> certificate(X509_new());
    must(key && certificate);
    describe(certificate.get(), wish);
    must(X509_set_pubkey(certificate.get(), key.get()) == 1);
    const owned<X509> issuer = wish.issuer == nullptr ? nullptr : read_certificate(wish.issuer->certificate);
    const owned<EVP_PKEY> signer = read_key(wish.issuer == nullptr ? pem_of(key.get()) : wish.issuer->key);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer ? issuer.get() : certificate.get()));
    must(X509_sign(certificate.get(), signer.get(), EVP_sha256()) > 0);
    return {pem_of(certificate.get()), pem_of(key.get())};
}

std::string encrypted_key(const std::string& pem) {
    const owned<EVP_PKEY> key = read_key(pem);
    const owned<BIO> bio(BIO_new(BIO_s_mem()));
    const auto* phrase = reinterpret_cast<const unsigned char*>("secret");
    must(PEM_write_bio_PrivateKey(bio.get(), key.get(), EVP_aes_128_cbc(), phrase, 6, nullptr, nullptr) == 1);
    return content(bio.get());
}

} // namespace srcip::test
