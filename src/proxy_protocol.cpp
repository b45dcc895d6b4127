#include "proxy_protocol_parts.hpp"

#include <algorithm>

namespace srcip {
namespace {

using namespace proxy_parts;

/// Whether `bytes` begin with the signature, or would if they went on.
bool agrees_with(std::string_view signature, std::string_view bytes) {
    const auto common = std::min(signature.size(), bytes.size());
    return signature.substr(0, common) == bytes.substr(0, common);
}

} // namespace

proxy_decoding proxy_parts::rejected(errc reason) {
    proxy_decoding out;
    out.state = proxy_decoding_state::rejected;
    out.error = reason;
    return out;
}

proxy_decoding proxy_parts::done(std::size_t consumed, proxy_header header) {
    proxy_decoding out;
    out.state = proxy_decoding_state::done;
    out.consumed = consumed;
    out.header = std::move(header);
    return out;
}

proxy_decoding decode_proxy_header(std::span<const std::uint8_t> bytes) {
    const auto text = as_text(bytes);
    if (agrees_with(v1_signature, text))
        return text.size() < v1_signature.size() ? proxy_decoding{} : decode_v1(bytes);
    if (agrees_with(v2_signature, text))
        return text.size() < v2_signature.size() ? proxy_decoding{} : decode_v2(bytes);
    proxy_decoding absent;
    absent.state = proxy_decoding_state::absent;
    return absent;
}

std::optional<ip_endpoint> proxy_header::tcp_source() const {
    const bool tcp = transport == proxy_transport::tcp4 || transport == proxy_transport::tcp6;
    if (command == proxy_command::proxied && tcp)
        return source;
    return std::nullopt;
}

std::string_view to_string(proxy_transport transport) {
    switch (transport) {
    case proxy_transport::unspec:
        return "UNSPEC";
    case proxy_transport::tcp4:
        return "TCP4";
    case proxy_transport::tcp6:
        return "TCP6";
    case proxy_transport::udp4:
        return "UDP4";
    case proxy_transport::udp6:
        return "UDP6";
    case proxy_transport::unix_stream:
        return "UNIX_STREAM";
    case proxy_transport::unix_dgram:
        return "UNIX_DGRAM";
    }
    return "unknown";
}

} // namespace srcip
