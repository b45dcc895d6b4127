#pragma once

#include <srcip/address.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace srcip {

/// A network: an address and how many of its leading bits count (RFC 4632, RFC 4291 section 2.3).
class cidr {
  public:
    cidr() = default;
    /// Host bits of `address` are cleared. `prefix_length` above the family's bits is errc::bad_prefix_length.
    static result<cidr> make(const ip_address& address, unsigned prefix_length);
    /// "10.0.0.0/8", "2001:db8::/32", or a bare address (all its bits).
    static result<cidr> parse(std::string_view text);

    const ip_address& network() const { return network_; }
    unsigned prefix_length() const { return prefix_length_; }
    bool contains(const ip_address& address) const;
    /// The address `offset` above the network's: address(1) of 10.180.1.0/24 is 10.180.1.1.
    ip_address address_at(std::uint32_t offset) const;
    std::string to_string() const;

    friend bool operator==(const cidr&, const cidr&) = default;

  private:
    ip_address network_;
    unsigned prefix_length_ = 0;
};

/// Whether any of `networks` contains `address`.
bool contains(const std::vector<cidr>& networks, const ip_address& address);

} // namespace srcip
