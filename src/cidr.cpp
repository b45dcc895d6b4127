#include <srcip/cidr.hpp>

#include <algorithm>
#include <charconv>

namespace srcip {
namespace {

ip_address from_bytes(bool v4, const ip_address::v6_bytes& bytes) {
    if (!v4)
        return ip_address(bytes);
    return ip_address(ip_address::v4_bytes{bytes[0], bytes[1], bytes[2], bytes[3]});
}

ip_address::v6_bytes to_array(const ip_address& address) {
    ip_address::v6_bytes out{};
    std::copy(address.bytes().begin(), address.bytes().end(), out.begin());
    return out;
}

/// Clears every bit after the first `prefix_length`.
ip_address masked(const ip_address& address, unsigned prefix_length) {
    auto bytes = to_array(address);
    for (unsigned i = 0; i < bytes.size(); ++i) {
        const unsigned kept = std::clamp(prefix_length > 8 * i ? prefix_length - 8 * i : 0U, 0U, 8U);
        bytes[i] = static_cast<std::uint8_t>(bytes[i] & (0xff00U >> kept));
    }
    return from_bytes(address.is_v4(), bytes);
}

} // namespace

result<cidr> cidr::make(const ip_address& address, unsigned prefix_length) {
    if (prefix_length > address.bits())
        return errc::bad_prefix_length;
    cidr out;
    out.network_ = masked(address, prefix_length);
    out.prefix_length_ = prefix_length;
    return out;
}

result<cidr> cidr::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto host = text.substr(0, slash);
    const auto address = ip_address::parse(host);
    if (!address)
        return address.error();
    if (slash == text.npos)
        return make(*address, address->bits());

    const auto digits = text.substr(slash + 1);
    unsigned length = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    const bool leading_zero = digits.size() > 1 && digits.front() == '0';
    if (digits.empty() || leading_zero || error != std::errc{} || end != digits.data() + digits.size())
        return errc::bad_prefix_length;

    // An IPv4-mapped network counts its bits from the IPv6 address's front (::ffff:10.0.0.0/104 is 10.0.0.0/8).
    const bool mapped = address->is_v4() && host.find(':') != host.npos;
    if (mapped && (length < 96 || length > 128))
        return errc::bad_prefix_length;
    return make(*address, mapped ? length - 96 : length);
}

bool cidr::contains(const ip_address& address) const {
    return address.is_v4() == network_.is_v4() && masked(address, prefix_length_) == network_;
}

ip_address cidr::address_at(std::uint32_t offset) const {
    auto bytes = to_array(network_);
    std::uint64_t carry = offset;
    for (std::size_t i = network_.bytes().size(); i-- > 0 && carry != 0; carry >>= 8) {
        carry += bytes[i];
        bytes[i] = static_cast<std::uint8_t>(carry & 0xff);
    }
    return from_bytes(network_.is_v4(), bytes);
}

std::string cidr::to_string() const { return network_.to_string() + '/' + std::to_string(prefix_length_); }

bool contains(const std::vector<cidr>& networks, const ip_address& address) {
    return std::any_of(networks.begin(), networks.end(),
                       [&](const cidr& network) { return network.contains(address); });
}

} // namespace srcip
