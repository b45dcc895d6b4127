#pragma once

#include "echoserver/tls_error.hpp"
#include "echoserver/tls_handles.hpp"

#include <vector>

namespace srcip::echoserver {

/// How this server speaks TLS: 1.2 and 1.3, its own preference of ciphers, HTTP/1.x in ALPN, tickets for resumption, no
/// renegotiation, compression or early data. With `client_authorities` clients are asked for a certificate; whichever
/// comes is taken, and the verdict kept beside it.
tls_outcome<ssl_context_ptr> make_ssl_context(const tls_credentials& own,
                                              const std::vector<certificate_ptr>& client_authorities);

} // namespace srcip::echoserver
