#include "probe/kube/pem.hpp"

#include <srcip/address.hpp>
#include <srcip/printable.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace srcip::probe::kube {

namespace {

struct bio_closer {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using bio_ptr = std::unique_ptr<BIO, bio_closer>;

struct certificate_closer {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using certificate_ptr = std::unique_ptr<X509, certificate_closer>;

struct key_closer {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using key_ptr = std::unique_ptr<EVP_PKEY, key_closer>;

/// Never asks on the terminal.
extern "C" int no_pass_phrase(char* /*to*/, int /*size*/, int /*writing*/, void* /*data*/) { return 0; }

struct names_closer {
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
using names_ptr = std::unique_ptr<GENERAL_NAMES, names_closer>;

std::string content(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string subject_of(const X509* certificate) {
    const bio_ptr bio(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(bio.get(), X509_get_subject_name(certificate), 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
    return quoted(content(bio.get()), 128);
}

std::string date_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1)
        return "an unreadable date";
    std::array<char, 64> text{};
    const std::size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
    return {text.data(), n};
}

std::string address_text(const ASN1_OCTET_STRING* octets) {
    const unsigned char* data = ASN1_STRING_get0_data(octets);
    if (ASN1_STRING_length(octets) == 4) {
        ip_address::v4_bytes bytes{};
        std::copy_n(data, bytes.size(), bytes.begin());
        return ip_address(bytes).to_string();
    }
    if (ASN1_STRING_length(octets) != 16)
        return "?";
    ip_address::v6_bytes bytes{};
    std::copy_n(data, bytes.size(), bytes.begin());
    return ip_address(bytes).to_string();
}

std::string name_text(const GENERAL_NAME* name) {
    if (name->type == GEN_IPADD)
        return address_text(name->d.iPAddress);
    if (name->type != GEN_DNS)
        return {};
    const auto* data = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
    return printable({data, static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName))}, 64);
}

std::string names_of(const X509* certificate) {
    constexpr int shown = 12;
    const names_ptr names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    std::string out;
    const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
    for (int i = 0; i < std::min(count, shown); ++i) {
        const std::string text = name_text(sk_GENERAL_NAME_value(names.get(), i));
        if (!text.empty())
            out += (out.empty() ? "" : ", ") + text;
    }
    if (count > shown)
        out += ", …";
    return out.empty() ? "no host at all" : out;
}

} // namespace

std::size_t add_authorities(SSL_CTX* context, const std::string& pem) {
    const bio_ptr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    std::size_t count = 0;
    while (true) {
        const certificate_ptr certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
        if (!certificate)
            break;
        if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get()) == 1)
            ++count;
    }
    const bool clean_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    return clean_end ? count : 0;
}

bool use_certificate_chain(SSL_CTX* context, const std::string& pem) {
    const bio_ptr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const certificate_ptr own(PEM_read_bio_X509(bio.get(), nullptr, &no_pass_phrase, nullptr));
    bool good = own && SSL_CTX_use_certificate(context, own.get()) == 1;
    while (good) {
        certificate_ptr next(PEM_read_bio_X509(bio.get(), nullptr, &no_pass_phrase, nullptr));
        if (!next)
            break;
        good = SSL_CTX_add1_chain_cert(context, next.get()) == 1;
    }
    ERR_clear_error();
    return good;
}

bool use_private_key(SSL_CTX* context, const std::string& pem) {
    const bio_ptr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const key_ptr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_pass_phrase, nullptr));
    const bool good = key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
    ERR_clear_error();
    return good;
}

certificate_problem describe_problem(X509_STORE_CTX* store) {
    certificate_problem problem;
    problem.code = X509_STORE_CTX_get_error(store);
    const X509* certificate = X509_STORE_CTX_get_current_cert(store);
    if (certificate == nullptr)
        return problem;
    problem.subject = subject_of(certificate);
    problem.not_before = date_of(X509_get0_notBefore(certificate));
    problem.not_after = date_of(X509_get0_notAfter(certificate));
    problem.names = names_of(certificate);
    return problem;
}

} // namespace srcip::probe::kube
