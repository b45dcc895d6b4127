#include <srcip/address.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace srcip {
namespace {

// RFC 4291 section 2.5.5.2
constexpr std::array<std::uint8_t, 12> v4_mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

constexpr std::size_t longest_address_text = ip_address::longest_text - 1;
static_assert(ip_address::longest_text == INET6_ADDRSTRLEN);

/// inet_pton(3) wants a terminated string; it rejects leading zeros, zones and everything else we must reject.
template <std::size_t N>
bool parse_bytes(int family, std::string_view text, std::array<std::uint8_t, N>& out) {
    if (text.empty() || text.size() > longest_address_text || text.find('\0') != text.npos)
        return false;
    char buffer[longest_address_text + 1];
    std::memcpy(buffer, text.data(), text.size());
    buffer[text.size()] = '\0';
    return inet_pton(family, buffer, out.data()) == 1;
}

void append_number(std::string& out, unsigned value) {
    char buffer[8];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
    out.append(buffer, end.ptr);
}

} // namespace

ip_address::ip_address(const v4_bytes& bytes) { std::copy(bytes.begin(), bytes.end(), bytes_.begin()); }

ip_address::ip_address(const v6_bytes& bytes) {
    v4_ = std::equal(v4_mapped_prefix.begin(), v4_mapped_prefix.end(), bytes.begin());
    if (v4_)
        std::copy(bytes.begin() + 12, bytes.end(), bytes_.begin());
    else
        bytes_ = bytes;
}

result<ip_address> ip_address::parse(std::string_view text) {
    if (v4_bytes v4; parse_bytes(AF_INET, text, v4))
        return ip_address(v4);
    if (v6_bytes v6; parse_bytes(AF_INET6, text, v6))
        return ip_address(v6);
    return errc::bad_address;
}

bool ip_address::is_unspecified() const {
    return std::all_of(bytes_.begin(), bytes_.end(), [](std::uint8_t b) { return b == 0; });
}

bool ip_address::is_loopback() const {
    if (v4_)
        return bytes_[0] == 127;
    return bytes_[15] == 1 && std::all_of(bytes_.begin(), bytes_.end() - 1, [](std::uint8_t b) { return b == 0; });
}

bool ip_address::is_link_local() const {
    return v4_ ? bytes_[0] == 169 && bytes_[1] == 254 : bytes_[0] == 0xfe && (bytes_[1] & 0xc0) == 0x80;
}

bool ip_address::is_multicast() const { return v4_ ? (bytes_[0] & 0xf0) == 0xe0 : bytes_[0] == 0xff; }

std::string_view ip_address::print(std::span<char, longest_text> into) const {
    auto* at = into.data();
    if (!v4_) {
        if (inet_ntop(AF_INET6, bytes_.data(), at, static_cast<socklen_t>(into.size())) == nullptr)
            return {};
        return at;
    }
    // The plain path of every answer: four numbers, without inet_ntop's snprintf.
    for (unsigned i = 0; i < 4; ++i) {
        const unsigned byte = bytes_[i];
        if (i != 0)
            *at++ = '.';
        if (byte >= 100)
            *at++ = static_cast<char>('0' + byte / 100);
        if (byte >= 10)
            *at++ = static_cast<char>('0' + byte / 10 % 10);
        *at++ = static_cast<char>('0' + byte % 10);
    }
    return {into.data(), static_cast<std::size_t>(at - into.data())};
}

void ip_address::append_to(std::string& out) const {
    std::array<char, longest_text> text;
    out += print(text);
}

std::string ip_address::to_string() const {
    std::string out;
    append_to(out);
    return out;
}

std::strong_ordering operator<=>(const ip_address& a, const ip_address& b) {
    if (a.v4_ != b.v4_)
        return a.v4_ ? std::strong_ordering::less : std::strong_ordering::greater;
    return std::lexicographical_compare_three_way(a.bytes_.begin(), a.bytes_.end(), b.bytes_.begin(), b.bytes_.end());
}

result<std::uint16_t> parse_port(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text.size() > 1 && text.front() == '0'))
        return errc::bad_port;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > 65535)
        return errc::bad_port;
    return static_cast<std::uint16_t>(value);
}

result<ip_endpoint> ip_endpoint::parse(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == text.npos)
        return errc::bad_port;
    auto host = text.substr(0, colon);
    const bool bracketed = host.size() > 1 && host.front() == '[' && host.back() == ']';
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    // The text decides, not the value: brackets hold IPv6 forms only, ::ffff:1.2.3.4 among them.
    if (bracketed != (host.find(':') != host.npos))
        return errc::bad_address;

    const auto address = ip_address::parse(host);
    if (!address)
        return address.error();
    const auto port = parse_port(text.substr(colon + 1));
    if (!port)
        return port.error();
    return ip_endpoint{*address, *port};
}

std::string ip_endpoint::to_string() const {
    std::string out;
    if (address.is_v6())
        out += '[';
    address.append_to(out);
    if (address.is_v6())
        out += ']';
    out += ':';
    append_number(out, port);
    return out;
}

std::strong_ordering operator<=>(const ip_endpoint& a, const ip_endpoint& b) {
    if (const auto order = a.address <=> b.address; order != 0)
        return order;
    return a.port <=> b.port;
}

} // namespace srcip
