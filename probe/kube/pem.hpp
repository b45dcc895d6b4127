#pragma once

#include "probe/kube/tls.hpp"

#include <cstddef>
#include <string>

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace srcip::probe::kube {

/// Trusts every certificate in `pem`. How many there were; 0 also when the text is broken.
std::size_t add_authorities(SSL_CTX* context, const std::string& pem);

/// Presents the first certificate in `pem`, with the others as its chain. False when there is none.
bool use_certificate_chain(SSL_CTX* context, const std::string& pem);

/// Uses the key in `pem`, never asking for a pass phrase. False when there is none, or it is another certificate's.
bool use_private_key(SSL_CTX* context, const std::string& pem);

/// The certificate that OpenSSL is just refusing, and why. All text is escaped.
certificate_problem describe_problem(X509_STORE_CTX* store);

} // namespace srcip::probe::kube
