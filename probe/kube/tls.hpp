#pragma once

#include "probe/kube/endpoint.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/ssl/verify_context.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <memory>
#include <string>

namespace srcip::probe::kube {

using tls_stream = boost::asio::ssl::stream<boost::beast::tcp_stream>;

/// TLS 1.2 and later, with the endpoint's authorities (else the system's) and client certificate. Fails closed, with
/// error_kind::config, when a given PEM holds no certificate, no key, or a key for another certificate.
outcome<std::shared_ptr<boost::asio::ssl::context>> make_tls_context(const endpoint& where);

/// Why a certificate was refused: filled in during the handshake.
struct certificate_problem {
    int code = 0; ///< X509_V_ERR_*; 0: none
    std::string subject;
    std::string not_before;
    std::string not_after;
    std::string names; ///< the names and addresses it is for
};

/// Sets SNI and the name or address that the certificate must carry. `problem` must outlive the handshake.
void expect_server(tls_stream& stream, const endpoint& where, certificate_problem* problem);

/// What a failed handshake means to a person. `about` is how the message names the server.
error handshake_error(const std::string& about, const endpoint& where, const boost::system::error_code& ec,
                      const certificate_problem& problem);

} // namespace srcip::probe::kube
