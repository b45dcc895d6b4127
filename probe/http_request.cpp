#include "probe/http_request.hpp"

#include <srcip/version.hpp>

namespace srcip::probe {

std::string host_field(const ip_endpoint& target, bool tls, std::string_view host_name, std::string_view host_header) {
    if (!host_header.empty())
        return std::string(host_header);
    if (host_name.empty())
        return target.to_string();
    std::string host(host_name);
    if (target.port != (tls ? 443 : 80))
        host += ':' + std::to_string(target.port);
    return host;
}

std::string get_request(std::string_view request_target, std::string_view host) {
    std::string out = "GET ";
    out += request_target;
    out += " HTTP/1.1\r\nHost: ";
    out += host;
    out += "\r\nUser-Agent: sipprobe/";
    out += version();
    out += "\r\nAccept: application/json, text/plain;q=0.9, */*;q=0.1\r\nConnection: close\r\n\r\n";
    return out;
}

std::string server_name(std::string_view host) {
    if (host.starts_with('[') || ip_address::parse(host))
        return {};
    const std::string_view name = host.substr(0, host.find(':'));
    return ip_address::parse(name) ? std::string() : std::string(name);
}

} // namespace srcip::probe
