#include "probe/kube/proxy.hpp"

#include <srcip/address.hpp>
#include <srcip/cidr.hpp>
#include <srcip/printable.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>

namespace srcip::probe::kube {

namespace {

using environment_function = std::function<std::optional<std::string>(std::string_view)>;

error bad_proxy(std::string_view why) {
    // The URL is not shown: a password may stand anywhere in one that cannot be read.
    return {error_kind::config,
            "the proxy's URL " + std::string(why) + "; expected http://, https:// or socks5://, host and port"};
}

std::optional<proxy_scheme> scheme_of(std::string_view scheme) {
    if (scheme == "http")
        return proxy_scheme::http;
    if (scheme == "https")
        return proxy_scheme::https;
    if (scheme == "socks5" || scheme == "socks5h")
        return proxy_scheme::socks5;
    return std::nullopt;
}

std::uint16_t default_port(proxy_scheme scheme) {
    return scheme == proxy_scheme::http ? 80 : scheme == proxy_scheme::https ? 443 : 1080;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool is_plain_host(const std::string& host) {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               std::string_view("._-:%").find(c) != std::string_view::npos;
    });
}

std::string without_brackets(const std::string& host) {
    return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

std::string trimmed_lower(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const std::size_t first = text.find_first_not_of(space);
    if (first == std::string_view::npos)
        return {};
    std::string out(text.substr(first, text.find_last_not_of(space) - first + 1));
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

struct host_port {
    std::string host;
    std::string port; ///< empty: any
};

/// "host:port" or "[v6]:port", else all of it is a host (net.SplitHostPort fails on more than one bare colon).
host_port split(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    const bool bracketed = text.starts_with('[');
    if (colon == std::string::npos || (!bracketed && text.find(':') != colon))
        return {text, ""};
    const std::string host = text.substr(0, colon);
    if (bracketed && !host.ends_with(']'))
        return {text, ""};
    return {without_brackets(host), text.substr(colon + 1)};
}

/// One entry of NO_PROXY against a host in lower case.
bool names(const std::string& entry, const std::string& host, const std::optional<ip_address>& address,
           const std::string& port) {
    if (entry == "*")
        return true;
    if (entry.find('/') != std::string::npos) {
        const auto network = cidr::parse(entry);
        return network && address && network->contains(*address);
    }
    host_port parts = split(entry);
    if (parts.host.empty() || (!parts.port.empty() && parts.port != port))
        return false;
    if (const auto own = ip_address::parse(without_brackets(parts.host)))
        return address && *address == *own;
    if (parts.host.starts_with("*."))
        parts.host.erase(0, 1);
    if (parts.host.starts_with('.'))
        return host.ends_with(parts.host);
    return host == parts.host || host.ends_with("." + parts.host);
}

std::string either(const environment_function& environment, std::string_view upper, std::string_view lower) {
    const std::string first = environment(upper).value_or(std::string());
    return first.empty() ? environment(lower).value_or(std::string()) : first;
}

outcome<proxy_server> from_parts(const boost::urls::url_view& url) {
    const std::optional<proxy_scheme> scheme = scheme_of(std::string(url.scheme()));
    if (!scheme)
        return bad_proxy("has another scheme");
    proxy_server result;
    result.url = std::string(url.buffer());
    result.scheme = *scheme;
    result.host = without_brackets(std::string(url.host()));
    if (!is_plain_host(result.host))
        return bad_proxy("names no valid host");
    const std::string digits = url.port();
    const auto port = digits.empty() ? srcip::result<std::uint16_t>(default_port(*scheme)) : parse_port(digits);
    if (!port || *port == 0)
        return bad_proxy("has no valid port");
    result.port = *port;
    result.username = std::string(url.user());
    result.password = std::string(url.password());
    const auto clean = [](const std::string& text) { return std::none_of(text.begin(), text.end(), is_control); };
    if (!clean(result.username) || !clean(result.password))
        return bad_proxy("holds control characters");
    if (result.scheme == proxy_scheme::socks5 && (result.username.size() > 255 || result.password.size() > 255))
        return bad_proxy("holds a longer name or password than SOCKS can carry (255 bytes)");
    return result;
}

} // namespace

std::string proxy_server::to_string() const {
    const char* name = scheme == proxy_scheme::http    ? "http://"
                       : scheme == proxy_scheme::https ? "https://"
                                                       : "socks5://";
    const std::string shown = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return name + printable(shown) + ":" + std::to_string(port);
}

outcome<proxy_server> parse_proxy(std::string_view text, bool scheme_optional) {
    const bool has_scheme = text.find("://") != std::string_view::npos;
    if (!has_scheme && !scheme_optional)
        return bad_proxy("has no scheme");
    const std::string whole = has_scheme ? std::string(text) : "http://" + std::string(text);
    const auto url = boost::urls::parse_uri(whole);
    return url ? from_parts(*url) : outcome<proxy_server>(bad_proxy("cannot be read"));
}

bool is_direct(std::string_view no_proxy, std::string host, std::uint16_t port) {
    host = trimmed_lower(host);
    const auto parsed = ip_address::parse(host);
    const std::optional<ip_address> address = parsed ? std::optional<ip_address>(*parsed) : std::nullopt;
    if (host == "localhost" || (address && address->is_loopback()))
        return true;
    const std::string port_text = std::to_string(port);
    for (std::size_t start = 0; start <= no_proxy.size();) {
        const std::size_t end = std::min(no_proxy.find(',', start), no_proxy.size());
        const std::string entry = trimmed_lower(no_proxy.substr(start, end - start));
        if (!entry.empty() && names(entry, host, address, port_text))
            return true;
        start = end + 1;
    }
    return false;
}

outcome<std::optional<proxy_server>> proxy_from_environment(bool tls, const std::string& host, std::uint16_t port,
                                                            const environment_function& environment) {
    const std::string text =
        tls ? either(environment, "HTTPS_PROXY", "https_proxy") : either(environment, "HTTP_PROXY", "http_proxy");
    if (text.empty() || is_direct(either(environment, "NO_PROXY", "no_proxy"), host, port))
        return std::optional<proxy_server>();
    const auto parsed = parse_proxy(text, true);
    if (!parsed)
        return error(error_kind::config, std::string(tls ? "HTTPS_PROXY: " : "HTTP_PROXY: ") + parsed.error().message);
    return std::optional<proxy_server>(*parsed);
}

} // namespace srcip::probe::kube
