#include "probe/kube/tls.hpp"

#include "probe/kube/pem.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <new>
#include <utility>

namespace srcip::probe::kube {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

error bad_pem(const endpoint& where, const std::string& what) {
    return {error_kind::config, where.source + ": " + what};
}

ssl_context_ptr new_context() {
    ssl_context_ptr context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        throw std::bad_alloc();
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    // A server that cuts TLS off without a word must not pass for one that has finished.
    SSL_CTX_clear_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
    return context;
}

void trust_system(SSL_CTX* context) {
    SSL_CTX_set_default_verify_paths(context); // nothing there: nothing is trusted, and the handshake says so
    ERR_clear_error();
}

outcome<void> trust_own(SSL_CTX* context, const endpoint& where) {
    if (add_authorities(context, where.ca_pem) == 0)
        return bad_pem(where, "the certificate authority holds no PEM certificate");
    return {};
}

outcome<void> trust(SSL_CTX* context, const endpoint& where) {
    SSL_CTX_set_verify(context, where.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
    if (where.insecure)
        return {};
    if (!where.ca_pem.empty())
        return trust_own(context, where);
    trust_system(context);
    return {};
}

outcome<void> present(SSL_CTX* context, const endpoint& where) {
    if (where.client_cert_pem.empty())
        return {};
    if (!use_certificate_chain(context, where.client_cert_pem))
        return bad_pem(where, "the client certificate is no PEM certificate");
    if (where.client_key_pem.find("ENCRYPTED") != std::string::npos)
        return bad_pem(where, "the client key is encrypted; store it without a pass phrase");
    if (!use_private_key(context, where.client_key_pem))
        return bad_pem(where, "the client key is no PEM key, or not the one of the client certificate");
    return {};
}

bool is_address(const std::string& name) {
    error_code ec;
    asio::ip::make_address(name, ec);
    return !ec;
}

std::string without_zone_and_dot(std::string name) {
    if (const std::size_t zone = name.find('%'); zone != std::string::npos)
        name.resize(zone);
    if (name.ends_with('.'))
        name.pop_back();
    return name;
}

/// Where an SSL keeps its certificate_problem.
int problem_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

extern "C" int keep_problem(int preverified, X509_STORE_CTX* store) {
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto* problem = static_cast<certificate_problem*>(SSL_get_ex_data(ssl, problem_index()));
    if (preverified == 0 && problem->code == 0)
        *problem = describe_problem(store);
    return preverified;
}

error certificate_error(const tls_peer& peer, const certificate_problem& p) {
    const std::string& about = peer.about;
    switch (p.code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return {error_kind::tls_expired, about + ": the certificate " + p.subject + " expired on " + p.not_after +
                                             "; renew it, or check this machine's clock"};
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return {error_kind::tls_expired, about + ": the certificate " + p.subject + " is valid only from " +
                                             p.not_before + " on; check this machine's clock"};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return {error_kind::tls_name,
                about + ": its certificate is for " + p.names + ", not for " + peer.name + "; " + peer.remedy_name};
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_CERT_UNTRUSTED:
        return {error_kind::tls_untrusted, about + ": its certificate (" + p.subject + ") is not signed by " +
                                               peer.trust + "; " + peer.remedy_trust};
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

void ssl_context_closer::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
void ssl_closer::operator()(SSL* ssl) const { SSL_free(ssl); }

outcome<ssl_context_ptr> make_tls_context(const endpoint& where) {
    ssl_context_ptr context = new_context();
    if (const auto done = trust(context.get(), where); !done)
        return done.error();
    if (const auto done = present(context.get(), where); !done)
        return done.error();
    return outcome<ssl_context_ptr>(std::move(context));
}

outcome<ssl_context_ptr> make_proxy_tls_context(const endpoint& where) {
    ssl_context_ptr context = new_context();
    SSL_CTX_set_verify(context.get(), where.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
    trust_system(context.get());
    if (!where.insecure && !where.ca_pem.empty()) {
        if (const auto done = trust_own(context.get(), where); !done)
            return done.error();
    }
    return outcome<ssl_context_ptr>(std::move(context));
}

tls_peer server_peer(const endpoint& where, std::string about) {
    tls_peer peer;
    peer.about = std::move(about);
    peer.name = without_zone_and_dot(where.tls_server_name.empty() ? where.server.host : where.tls_server_name);
    peer.trust = where.ca_pem.empty() ? "the system's authorities" : "the certificate authority of " + where.source;
    peer.remedy_name = "use one of those names, or set tls-server-name in the kubeconfig";
    peer.remedy_trust = "set certificate-authority in the kubeconfig to the cluster's CA";
    peer.insecure = where.insecure;
    return peer;
}

tls_peer proxy_peer(const endpoint& where, std::string about) {
    tls_peer peer;
    peer.about = std::move(about);
    peer.name = without_zone_and_dot(where.proxy->host);
    peer.trust = where.ca_pem.empty() ? "the system's authorities" : "the system's authorities or the cluster's";
    peer.remedy_name = "use one of those names in the proxy's URL";
    peer.remedy_trust = "add its authority to this machine's certificates";
    peer.insecure = where.insecure;
    return peer;
}

void expect_peer(SSL* ssl, const tls_peer& peer, certificate_problem* problem) {
    const bool address = is_address(peer.name);
    if (!address)
        SSL_set_tlsext_host_name(ssl, peer.name.c_str());
    if (peer.insecure)
        return;
    // Names stand in subjectAltName only (RFC 9525 section 2): a common name is no host name.
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (address)
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), peer.name.c_str());
    else
        SSL_set1_host(ssl, peer.name.c_str());
    SSL_set_ex_data(ssl, problem_index(), problem);
    SSL_set_verify(ssl, SSL_VERIFY_PEER, &keep_problem);
}

error handshake_error(const tls_peer& peer, const error_code& ec, const certificate_problem& problem) {
    const std::string& about = peer.about;
    if (ec == boost::beast::error::timeout)
        return {error_kind::timeout,
                about + ": connected, but the TLS handshake was not finished " + "in time; is this an https:// port?"};
    if (problem.code != 0)
        return certificate_error(peer, problem);
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
