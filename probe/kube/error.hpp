#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <utility>

namespace srcip::probe::kube {

/// What went wrong between us and the API server.
enum class error_kind {
    config,       ///< the kubeconfig, or what it points to, is missing or wrong
    unsupported,  ///< the kubeconfig asks for something this program does not do yet
    unknown_host, ///< the server's name does not resolve
    refused,      ///< nobody listens there
    unreachable,  ///< no route, network down, and other failures to connect
    timeout,      ///< a deadline passed
    closed,       ///< the connection ended in the middle of an answer
    tls_untrusted,
    tls_expired,
    tls_name,      ///< the certificate is for other names
    tls,           ///< any other failure of the handshake
    not_tls,       ///< https:// was asked for, something else is spoken there
    needs_tls,     ///< http:// was asked for, TLS is spoken there
    not_http,      ///< the answer is no HTTP
    not_json,      ///< the answer is no JSON
    bad_answer,    ///< JSON, but not what the API promises
    too_large,     ///< an answer over its cap
    unauthorized,  ///< 401
    forbidden,     ///< 403
    not_found,     ///< 404
    gone,          ///< 410: a continue token has expired
    throttled,     ///< 429, or 503 with Retry-After, more often than we wait
    redirect,      ///< 3xx: never followed
    proxy,         ///< the proxy on the way refuses, or is none
    plugin,        ///< the credential plugin cannot be run, failed, or gave nothing usable
    impersonation, ///< 403: we may not act as somebody else, so nothing can be asked
    server_error,  ///< 5xx
    bad_status,    ///< any other status
};

/// Whether after this nothing else can be asked either: the server is not reached, does not let us in, or is no API
/// server. What else goes wrong concerns one list.
constexpr bool ends_everything(error_kind kind) {
    switch (kind) {
    case error_kind::config:
    case error_kind::unsupported:
    case error_kind::unknown_host:
    case error_kind::refused:
    case error_kind::unreachable:
    case error_kind::tls_untrusted:
    case error_kind::tls_expired:
    case error_kind::tls_name:
    case error_kind::tls:
    case error_kind::not_tls:
    case error_kind::needs_tls:
    case error_kind::not_http:
    case error_kind::not_json:
    case error_kind::not_found:
    case error_kind::redirect:
    case error_kind::unauthorized:
    case error_kind::proxy:
    case error_kind::plugin:
    case error_kind::impersonation:
        return true;
    default:
        return false;
    }
}

/// A failure as a person is told: one line that names the thing and, where there is one, the remedy. Foreign text in
/// `message` is escaped already and secrets never stand in it.
struct error {
    error() = default; // boost::system::result asks for it
    error(error_kind k, std::string m, unsigned s = 0)
        : kind(k)
        , message(std::move(m))
        , status(s) {}

    error_kind kind = error_kind::bad_answer;
    std::string message;
    unsigned status = 0; ///< the HTTP status, 0 when there was none
    std::string details; ///< the message of the API's Status object, escaped; may be empty
};

template <class T>
using outcome = boost::system::result<T, error>;

} // namespace srcip::probe::kube
