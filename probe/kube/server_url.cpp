#include "probe/kube/endpoint.hpp"

#include <srcip/address.hpp>
#include <srcip/printable.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>

namespace srcip::probe::kube {

namespace {

std::uint16_t default_port(bool tls) { return tls ? 443 : 80; }

std::string bracketed(const std::string& host) { return host.find(':') == std::string::npos ? host : "[" + host + "]"; }

error bad_url(std::string_view text, std::string_view why) {
    return {error_kind::config, "the server URL \"" + printable(text) + "\" " + std::string(why) +
                                    "; expected something like https://10.0.0.1:6443"};
}

std::string host_of(const boost::urls::url_view& url) {
    const std::string host = url.host();
    return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

/// A percent-encoded line break in the host would otherwise reach the Host field.
bool is_plain_host(const std::string& host) {
    return std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               std::string_view("._-:%").find(c) != std::string_view::npos;
    });
}

outcome<server_url> from_parts(const boost::urls::url_view& url, std::string_view text) {
    const std::string scheme = url.scheme();
    if (scheme != "https" && scheme != "http")
        return bad_url(text, "is neither https:// nor http://");
    if (url.has_query() || url.has_fragment())
        return bad_url(text, "has a query or a fragment");
    server_url result;
    result.tls = scheme == "https";
    result.host = host_of(url);
    if (result.host.empty() || !is_plain_host(result.host))
        return bad_url(text, "names no valid host");
    // Not port_number(): it wraps around above 65535.
    const std::string digits = url.port();
    const auto port = digits.empty() ? srcip::result<std::uint16_t>(default_port(result.tls)) : parse_port(digits);
    result.port = port ? *port : std::uint16_t{0};
    if (result.port == 0)
        return bad_url(text, "has no valid port");
    result.path = std::string(url.encoded_path());
    while (result.path.ends_with('/'))
        result.path.pop_back();
    return result;
}

} // namespace

std::string server_url::to_string() const {
    return std::string(tls ? "https://" : "http://") + bracketed(host) + ":" + std::to_string(port) + path;
}

std::string server_url::authority() const {
    return port == default_port(tls) ? bracketed(host) : bracketed(host) + ":" + std::to_string(port);
}

outcome<server_url> parse_server_url(std::string_view text, bool tls_by_default) {
    const bool has_scheme = text.find("://") != std::string_view::npos;
    const std::string whole =
        has_scheme ? std::string(text) : (tls_by_default ? "https://" : "http://") + std::string(text);
    const auto url = boost::urls::parse_uri(whole);
    if (!url)
        return bad_url(text, "cannot be read");
    // Not echoed: what stands before an "@" is often a password.
    if (url->has_userinfo())
        return error(error_kind::config, "the server URL holds user information before \"@\"; put credentials into the "
                                         "kubeconfig's user instead");
    return from_parts(*url, text);
}

} // namespace srcip::probe::kube
