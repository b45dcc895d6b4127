#include <srcip/authority.hpp>

#include <srcip/address.hpp>
#include <srcip/ascii.hpp>

#include <algorithm>
#include <array>

namespace srcip {
namespace {

/// What a reg-name may hold as it is: unreserved and sub-delims. Looked up for every request, so no search.
constexpr std::array<bool, 256> plain_characters() {
    std::array<bool, 256> out{};
    for (const unsigned char c : std::string_view("-._~!$&'()*+,;="))
        out[c] = true;
    for (unsigned c = 0; c < 128; ++c)
        if (is_ascii_alpha(static_cast<char>(c)) || is_ascii_digit(static_cast<char>(c)))
            out[c] = true;
    return out;
}

constexpr auto plain = plain_characters();

// reg-name = *( unreserved / pct-encoded / sub-delims )   (RFC 3986 section 3.2.2); nginx refuses ".." and emptiness
bool is_reg_name(std::string_view host) {
    for (std::size_t i = 0; i < host.size(); ++i) {
        const char c = host[i];
        const bool coded = c == '%';
        if (coded && (i + 2 >= host.size() || !is_ascii_hex(host[i + 1]) || !is_ascii_hex(host[i + 2])))
            return false;
        if (!coded && !plain[static_cast<unsigned char>(c)])
            return false;
        if (c == '.' && i + 1 < host.size() && host[i + 1] == '.')
            return false;
    }
    return !host.empty() && host.back() != '.';
}

} // namespace

std::optional<std::string_view> host_part(std::string_view authority) {
    const auto bracket = authority.starts_with('[') ? authority.find(']') : 0;
    if (bracket == authority.npos)
        return std::nullopt;
    const auto colon = std::min(authority.find(':', bracket), authority.size());
    const auto port = authority.substr(std::min(colon + 1, authority.size()));
    if (!std::all_of(port.begin(), port.end(), is_ascii_digit))
        return std::nullopt;
    return authority.substr(0, colon);
}

bool is_ip_literal(std::string_view host) {
    if (host.size() < 2 || host.front() != '[' || host.back() != ']')
        return false;
    const auto inside = host.substr(1, host.size() - 2);
    return inside.find(':') != inside.npos && ip_address::parse(inside).has_value();
}

std::optional<std::string_view> http_host(std::string_view authority) {
    auto host = host_part(authority);
    if (!host)
        return std::nullopt;
    if (host->ends_with('.') && !host->starts_with('['))
        host->remove_suffix(1);
    return is_ip_literal(*host) || is_reg_name(*host) ? host : std::nullopt;
}

} // namespace srcip
