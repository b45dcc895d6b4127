#include "echoserver/tls_facts.hpp"

#include <srcip/address.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <memory>
#include <optional>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace srcip::echoserver {
namespace {

struct closer {
    void operator()(BIO* p) const { BIO_free(p); }
    void operator()(BIGNUM* p) const { BN_free(p); }
    void operator()(GENERAL_NAMES* p) const { GENERAL_NAMES_free(p); }
    void operator()(char* p) const { OPENSSL_free(p); }
};
template <class T>
using owned = std::unique_ptr<T, closer>;

std::string cut(std::string text) {
    text.resize(std::min(text.size(), max_certificate_text));
    return text;
}

std::string name_text(const X509_NAME* name) {
    const owned<BIO> bio(BIO_new(BIO_s_mem()));
    // UTF-8 stays as it is: writers escape what they must.
    if (!bio || X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
        return {};
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return size > 0 ? cut(std::string(data, static_cast<std::size_t>(size))) : std::string();
}

std::string hexadecimal(const unsigned char* bytes, std::size_t size) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < size; ++i) {
        out += digits[bytes[i] >> 4];
        out += digits[bytes[i] & 0xf];
    }
    return out;
}

std::string serial_text(const ASN1_INTEGER* serial) {
    const owned<BIGNUM> number(ASN1_INTEGER_to_BN(serial, nullptr));
    const owned<char> text(number ? BN_bn2hex(number.get()) : nullptr);
    std::string out = text ? text.get() : "";
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return cut(std::move(out));
}

std::string time_text(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string fingerprint(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    return X509_digest(certificate, EVP_sha256(), digest.data(), &size) == 1 ? hexadecimal(digest.data(), size)
                                                                             : std::string();
}

std::string_view content(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

template <class Bytes>
std::string address_text(std::string_view octets) {
    Bytes bytes{};
    std::copy_n(octets.begin(), bytes.size(), bytes.begin());
    return ip_address(bytes).to_string();
}

std::string address_text(std::string_view octets) {
    if (octets.size() == 4)
        return address_text<ip_address::v4_bytes>(octets);
    if (octets.size() == 16)
        return address_text<ip_address::v6_bytes>(octets);
    return hexadecimal(reinterpret_cast<const unsigned char*>(octets.data()), octets.size());
}

std::optional<std::string> alternative(const GENERAL_NAME* name) {
    const auto labelled = [](const char* label, std::string_view text) { return cut(std::string(label).append(text)); };
    switch (name->type) {
    case GEN_DNS:
        return labelled("DNS:", content(name->d.dNSName));
    case GEN_IPADD:
        return labelled("IP:", address_text(content(name->d.iPAddress)));
    case GEN_URI:
        return labelled("URI:", content(name->d.uniformResourceIdentifier));
    case GEN_EMAIL:
        return labelled("email:", content(name->d.rfc822Name));
    case GEN_DIRNAME:
        return labelled("DirName:", name_text(name->d.directoryName));
    default:
        return {}; // forms that nobody knows how to write down
    }
}

std::vector<std::string> alternatives(const X509* certificate) {
    const owned<GENERAL_NAMES> names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    std::vector<std::string> out;
    const int count = names ? std::min(sk_GENERAL_NAME_num(names.get()), max_certificate_names) : 0;
    for (int i = 0; i < count; ++i)
        if (auto text = alternative(sk_GENERAL_NAME_value(names.get(), i)))
            out.push_back(std::move(*text));
    return out;
}

int note_server_name(SSL* ssl, int* /*alert*/, void* /*unused*/) {
    auto* name = static_cast<std::string*>(SSL_get_app_data(ssl));
    const unsigned char* data = nullptr;
    std::size_t size = 0;
    if (name != nullptr && SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &data, &size) == 1)
        *name = parse_server_name({reinterpret_cast<const char*>(data), size});
    return SSL_CLIENT_HELLO_SUCCESS;
}

std::string protocol(const SSL* ssl) {
    const unsigned char* data = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl, &data, &size);
    return data == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(data), size);
}

} // namespace

tls_certificate read_certificate(const x509_st* certificate, long verify_result) {
    tls_certificate out;
    out.subject = name_text(X509_get_subject_name(certificate));
    out.issuer = name_text(X509_get_issuer_name(certificate));
    out.serial = serial_text(X509_get0_serialNumber(certificate));
    out.not_before = time_text(X509_get0_notBefore(certificate));
    out.not_after = time_text(X509_get0_notAfter(certificate));
    out.sha256 = fingerprint(certificate);
    out.alternatives = alternatives(certificate);
    if (verify_result != X509_V_OK)
        out.verify_error = X509_verify_cert_error_string(verify_result);
    ERR_clear_error(); // a certificate may be broken in parts
    return out;
}

tls_view read_tls_facts(const ssl_st* ssl, std::string_view server_name) {
    tls_view out;
    out.version = SSL_get_version(ssl);
    if (const char* name = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl)))
        out.cipher = name;
    out.alpn = protocol(ssl);
    out.sni = server_name;
    out.resumed = SSL_session_reused(ssl) == 1;
    if (const X509* certificate = SSL_get0_peer_certificate(ssl))
        out.client_certificate = read_certificate(certificate, SSL_get_verify_result(ssl));
    return out;
}

void note_server_names(ssl_ctx_st* context) { SSL_CTX_set_client_hello_cb(context, note_server_name, nullptr); }

void keep_server_name(ssl_st* ssl, std::string& name) { SSL_set_app_data(ssl, &name); }

std::string_view parse_server_name(std::string_view extension) {
    // server_name_list<1..2^16-1> of { name_type = 0, HostName<1..2^16-1> }; nobody sends more than one.
    constexpr std::size_t head = 5;
    const auto number = [&](std::size_t at) {
        return static_cast<std::size_t>(static_cast<unsigned char>(extension[at])) << 8 |
               static_cast<unsigned char>(extension[at + 1]);
    };
    if (extension.size() <= head || extension[2] != 0 || number(0) != extension.size() - 2)
        return {};
    const std::size_t size = number(3);
    return size <= 255 && head + size <= extension.size() ? extension.substr(head, size) : std::string_view();
}

} // namespace srcip::echoserver
