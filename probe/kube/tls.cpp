#include "probe/kube/tls.hpp"

#include "probe/kube/pem.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/verify_mode.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace srcip::probe::kube {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

error bad_pem(const endpoint& where, const std::string& what) {
    return {error_kind::config, where.source + ": " + what};
}

outcome<void> trust(asio::ssl::context& context, const endpoint& where) {
    if (where.insecure) {
        context.set_verify_mode(asio::ssl::verify_none);
        return {};
    }
    context.set_verify_mode(asio::ssl::verify_peer);
    if (where.ca_pem.empty()) {
        error_code ec;
        context.set_default_verify_paths(ec); // nothing there: no certificate is trusted, and the handshake says so
        return {};
    }
    if (add_authorities(context.native_handle(), where.ca_pem) == 0)
        return bad_pem(where, "the certificate authority holds no PEM certificate");
    return {};
}

/// Never asks on the terminal for a pass phrase.
std::string no_pass_phrase(std::size_t /*max*/, asio::ssl::context::password_purpose /*purpose*/) { return {}; }

outcome<void> present(asio::ssl::context& context, const endpoint& where) {
    if (where.client_cert_pem.empty())
        return {};
    error_code ec;
    context.set_password_callback(&no_pass_phrase, ec);
    context.use_certificate_chain(asio::buffer(where.client_cert_pem), ec);
    if (ec)
        return bad_pem(where, "the client certificate is no PEM certificate");
    if (where.client_key_pem.find("ENCRYPTED") != std::string::npos)
        return bad_pem(where, "the client key is encrypted; store it without a pass phrase");
    context.use_private_key(asio::buffer(where.client_key_pem), asio::ssl::context::pem, ec);
    if (ec || SSL_CTX_check_private_key(context.native_handle()) != 1)
        return bad_pem(where, "the client key is no PEM key, or not the one of the client certificate");
    return {};
}

bool is_address(const std::string& name) {
    error_code ec;
    asio::ip::make_address(name, ec);
    return !ec;
}

std::string expected_name(const endpoint& where) {
    std::string name = where.tls_server_name.empty() ? where.server.host : where.tls_server_name;
    if (const std::size_t zone = name.find('%'); zone != std::string::npos)
        name.resize(zone);
    if (name.ends_with('.'))
        name.pop_back();
    return name;
}

struct keep_problem {
    certificate_problem* problem;

    bool operator()(bool preverified, asio::ssl::verify_context& context) const {
        if (!preverified && problem->code == 0)
            *problem = describe_problem(context.native_handle());
        return preverified;
    }
};

error untrusted(const std::string& about, const endpoint& where, const certificate_problem& p) {
    const std::string by =
        where.ca_pem.empty() ? "the system's authorities" : "the certificate authority of " + where.source;
    return {error_kind::tls_untrusted, about + ": its certificate (" + p.subject + ") is not signed by " + by +
                                           "; set certificate-authority in the kubeconfig to the cluster's CA"};
}

error certificate_error(const std::string& about, const endpoint& where, const certificate_problem& p) {
    switch (p.code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return {error_kind::tls_expired, about + ": the certificate " + p.subject + " expired on " + p.not_after +
                                             "; renew it, or check this machine's clock"};
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return {error_kind::tls_expired, about + ": the certificate " + p.subject + " is valid only from " +
                                             p.not_before + " on; check this machine's clock"};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return {error_kind::tls_name, about + ": its certificate is for " + p.names + ", not for " +
                                          expected_name(where) +
                                          "; use one of those names, or set tls-server-name in the kubeconfig"};
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_CERT_UNTRUSTED:
        return untrusted(about, where, p);
    default:
        return {error_kind::tls, about + ": its certificate " + p.subject +
                                     " is not acceptable: " + X509_verify_cert_error_string(p.code)};
    }
}

bool speaks_something_else(int reason) {
    return reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST ||
           reason == SSL_R_PACKET_LENGTH_TOO_LONG || reason == SSL_R_UNEXPECTED_MESSAGE;
}

} // namespace

outcome<std::shared_ptr<asio::ssl::context>> make_tls_context(const endpoint& where) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    if (const auto done = trust(*context, where); !done)
        return done.error();
    if (const auto done = present(*context, where); !done)
        return done.error();
    return context;
}

void expect_server(tls_stream& stream, const endpoint& where, certificate_problem* problem) {
    SSL* ssl = stream.native_handle();
    const std::string name = expected_name(where);
    const bool address = is_address(name);
    if (!address)
        SSL_set_tlsext_host_name(ssl, name.c_str());
    if (where.insecure)
        return;
    // Names stand in subjectAltName only (RFC 9525 section 2): a common name is no host name.
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (address)
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str());
    else
        SSL_set1_host(ssl, name.c_str());
    error_code ec;
    stream.set_verify_callback(keep_problem{problem}, ec);
}

error handshake_error(const std::string& about, const endpoint& where, const error_code& ec,
                      const certificate_problem& problem) {
    if (problem.code != 0)
        return certificate_error(about, where, problem);
    if (ec.category() == asio::error::get_ssl_category() &&
        speaks_something_else(ERR_GET_REASON(static_cast<unsigned long>(ec.value()))))
        return {error_kind::not_tls,
                about + ": what answers there does not speak TLS; is it http:// instead of https://?"};
    if (ec.category() == asio::error::get_ssl_category())
        return {error_kind::tls, about + ": the TLS handshake failed: " + ec.message()};
    return {error_kind::closed, about + ": the connection was closed during the TLS handshake (" + ec.message() +
                                    "); is this an https:// port?"};
}

} // namespace srcip::probe::kube
