#pragma once

#include "probe/kube/endpoint.hpp"

#include <boost/system/error_code.hpp>

#include <memory>
#include <string>

#include <openssl/types.h>

namespace srcip::probe::kube {

struct ssl_context_closer {
    void operator()(SSL_CTX* context) const;
};
struct ssl_closer {
    void operator()(SSL* ssl) const;
};
using ssl_context_ptr = std::unique_ptr<SSL_CTX, ssl_context_closer>;
using ssl_ptr = std::unique_ptr<SSL, ssl_closer>;

/// TLS 1.2 and later, with the endpoint's authorities (else the system's) and client certificate. Fails closed, with
/// error_kind::config, when a given PEM holds no certificate, no key, or a key for another certificate.
outcome<ssl_context_ptr> make_tls_context(const endpoint& where);

/// The same for an https:// proxy on the way there: the system's authorities and the endpoint's, since proxies are
/// signed by either; no client certificate, which is the API server's business.
outcome<ssl_context_ptr> make_proxy_tls_context(const endpoint& where);

/// Whom a handshake is with.
struct tls_peer {
    std::string about;        ///< how messages name it
    std::string name;         ///< what its certificate must be for: a host name or an address
    std::string trust;        ///< "the system's authorities"
    std::string remedy_name;  ///< what to do when the certificate is for other names
    std::string remedy_trust; ///< what to do when nobody trusted has signed it
    bool insecure = false;    ///< accept any certificate
};
tls_peer server_peer(const endpoint& where, std::string about);
/// `where` must have a proxy.
tls_peer proxy_peer(const endpoint& where, std::string about);

/// Why a certificate was refused: filled in during the handshake.
struct certificate_problem {
    int code = 0; ///< X509_V_ERR_*; 0: none
    std::string subject;
    std::string not_before;
    std::string not_after;
    std::string names; ///< the names and addresses it is for
};

/// Sets SNI and the name or address that the certificate must carry. `problem` must outlive the handshake.
void expect_peer(SSL* ssl, const tls_peer& peer, certificate_problem* problem);

/// What a failed handshake means to a person.
error handshake_error(const tls_peer& peer, const boost::system::error_code& ec, const certificate_problem& problem);

} // namespace srcip::probe::kube
