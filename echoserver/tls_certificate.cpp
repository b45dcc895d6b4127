#include "echoserver/tls_certificate.hpp"

#include <srcip/address.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace srcip::echoserver {
namespace {

using std::chrono::hours;

struct closer {
    void operator()(BIGNUM* p) const { BN_free(p); }
    void operator()(GENERAL_NAME* p) const { GENERAL_NAME_free(p); }
    void operator()(GENERAL_NAMES* p) const { GENERAL_NAMES_free(p); }
    void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
};
template <class T>
using owned = std::unique_ptr<T, closer>;

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && std::all_of(label.begin(), label.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

bool is_dns_name(std::string_view name) {
    if (name.size() > 253)
        return false;
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
        if (!is_label(name.substr(0, dot)))
            return false;
        name.remove_prefix(dot + 1);
    }
    return is_label(name);
}

std::string_view bytes_of(const ip_address& address) {
    return {reinterpret_cast<const char*>(address.bytes().data()), address.bytes().size()};
}

/// Built as a value, never through OpenSSL's configuration syntax: names come from the environment.
owned<GENERAL_NAME> general_name(const std::string& name) {
    const auto address = ip_address::parse(name);
    const std::string_view text = address ? bytes_of(*address) : std::string_view(name);
    owned<GENERAL_NAME> out(GENERAL_NAME_new());
    ASN1_STRING* value = ASN1_STRING_type_new(address ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING);
    if (!out || value == nullptr || ASN1_STRING_set(value, text.data(), static_cast<int>(text.size())) != 1) {
        ASN1_STRING_free(value);
        return {};
    }
    GENERAL_NAME_set0_value(out.get(), address ? GEN_IPADD : GEN_DNS, value);
    return out;
}

bool add_names(X509* certificate, const std::vector<std::string>& names) {
    const owned<GENERAL_NAMES> list(GENERAL_NAMES_new());
    for (const std::string& name : names) {
        owned<GENERAL_NAME> one = general_name(name);
        if (!list || !one || sk_GENERAL_NAME_push(list.get(), one.get()) == 0)
            return false;
        (void)one.release();
    }
    return names.empty() ||
           X509_add1_ext_i2d(certificate, NID_subject_alt_name, list.get(), 0, X509V3_ADD_DEFAULT) == 1;
}

bool extend(X509* certificate, int id, const char* value) {
    const owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, id, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// 127 random bits: positive, and no two servers have the same (RFC 5280 section 4.1.2.2).
bool set_serial(X509* certificate) {
    const owned<BIGNUM> number(BN_new());
    return number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_subject(X509* certificate, const std::vector<std::string>& names) {
    constexpr std::size_t longest_common_name = 64; // RFC 5280 appendix A, ub-common-name
    X509_NAME* name = X509_get_subject_name(certificate);
    const auto add = [name](const char* field, const std::string& value) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(value.data());
        return X509_NAME_add_entry_by_txt(name, field, MBSTRING_ASC, bytes, static_cast<int>(value.size()), -1, 0) == 1;
    };
    const bool named = !names.empty() && names.front().size() <= longest_common_name;
    return add("O", "srcip echoserver, self-signed") && add("CN", named ? names.front() : "echoserver") &&
           X509_set_issuer_name(certificate, name) == 1;
}

bool set_validity(X509* certificate, wall_clock::time_point now) {
    return ASN1_TIME_set(X509_getm_notBefore(certificate), wall_clock::to_time_t(now - hours(1))) != nullptr &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), wall_clock::to_time_t(now + 365 * hours(24))) != nullptr;
}

bool fill(X509* certificate, EVP_PKEY* key, const std::vector<std::string>& names, wall_clock::time_point now) {
    return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
           set_subject(certificate, names) && set_validity(certificate, now) &&
           X509_set_pubkey(certificate, key) == 1 && extend(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
           extend(certificate, NID_key_usage, "critical,digitalSignature") &&
           extend(certificate, NID_ext_key_usage, "serverAuth") && add_names(certificate, names) &&
           X509_sign(certificate, key, EVP_sha256()) > 0;
}

} // namespace

std::vector<std::string> self_signed_names(const server_identity& identity) {
    std::vector<std::string> out;
    for (const std::string& name : {identity.hostname, identity.pod_name, std::string("localhost"), identity.pod_ip,
                                    std::string("127.0.0.1"), std::string("::1")}) {
        const auto address = ip_address::parse(name);
        const std::string text = address ? address->to_string() : name;
        if ((address || is_dns_name(name)) && std::find(out.begin(), out.end(), text) == out.end())
            out.push_back(text);
    }
    return out;
}

tls_outcome<tls_credentials> make_self_signed(const std::vector<std::string>& names, wall_clock::time_point now) {
    tls_credentials out;
    out.key.reset(EVP_EC_gen("P-256"));
    certificate_ptr certificate(X509_new());
    if (!out.key || !certificate || !fill(certificate.get(), out.key.get(), names, now))
        return tls_failure{"cannot make a self-signed certificate: " + take_openssl_reason() +
                           "; give one with --tls-cert and --tls-key"};
    out.chain.push_back(std::move(certificate));
    return out;
}

} // namespace srcip::echoserver
