#pragma once

#include "probe/kube/error.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace srcip::probe::kube {

enum class proxy_scheme { http, https, socks5 };

/// A proxy on the way to the API server. Holds a secret: to_string() leaves it out.
struct proxy_server {
    proxy_scheme scheme = proxy_scheme::http;
    std::string host; ///< a name or an address, IPv6 without brackets
    std::uint16_t port = 0;
    std::string username; ///< empty with an empty password: none
    std::string password;
    std::string url; ///< as it was written, secrets included

    /// "socks5://host:port"
    std::string to_string() const;
};

/// Parses http://, https://, socks5:// and socks5h:// URLs; the port defaults to 80, 443, 1080. Names are resolved by
/// the proxy, with both of the last two. Without a scheme it is http:// where `scheme_optional` (an environment
/// variable) says so. error_kind::config; the message begins with "the proxy's URL" and holds no secret.
outcome<proxy_server> parse_proxy(std::string_view text, bool scheme_optional);

/// What the environment says, as Go's golang.org/x/net/http/httpproxy reads it: HTTPS_PROXY for an https server, else
/// HTTP_PROXY, each also in lower case; not for localhost and loopback addresses, and not for what NO_PROXY names:
/// "*", addresses, networks, names (with all below them), ".names" and "*.names" (only what is below), each but
/// networks also with a port.
outcome<std::optional<proxy_server>>
proxy_from_environment(bool tls, const std::string& host, std::uint16_t port,
                       const std::function<std::optional<std::string>(std::string_view)>& environment);

/// Whether NO_PROXY's value, or loopback, keeps `host`:`port` away from proxies.
bool is_direct(std::string_view no_proxy, std::string host, std::uint16_t port);

} // namespace srcip::probe::kube
