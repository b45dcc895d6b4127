#pragma once

#include <string>

namespace srcip::test {

/// A certificate and its key, both PEM.
struct key_pair {
    std::string certificate;
    std::string key;
};

/// What a certificate should say.
struct certificate_wish {
    std::string common_name{};
    std::string names{}; ///< subjectAltName as OpenSSL spells it: "DNS:a,IP:127.0.0.1"; empty: none
    int from_days = -1;  ///< validity, from now
    int to_days = 1;
    const key_pair* issuer = nullptr; ///< nullptr: signed by itself
    bool authority = false;
};

/// Makes a key (P-256) and a certificate for it.
key_pair make_certificate(const certificate_wish& wish);

/// The key again, under a pass phrase.
std::string encrypted_key(const std::string& key);

} // namespace srcip::test
