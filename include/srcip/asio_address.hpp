#pragma once

#include <srcip/address.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/basic_endpoint.hpp>

// The bridge between our addresses and Asio's, for the two programs: the library itself knows no sockets.
namespace srcip {

/// IPv4-mapped addresses become IPv4, zones are dropped.
inline ip_address from_asio(const boost::asio::ip::address& address) {
    return address.is_v4() ? ip_address(address.to_v4().to_bytes()) : ip_address(address.to_v6().to_bytes());
}

inline boost::asio::ip::address to_asio(const ip_address& address) {
    const auto bytes = address.bytes();
    if (address.is_v4()) {
        boost::asio::ip::address_v4::bytes_type out{};
        std::copy(bytes.begin(), bytes.end(), out.begin());
        return boost::asio::ip::address_v4(out);
    }
    boost::asio::ip::address_v6::bytes_type out{};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return boost::asio::ip::address_v6(out);
}

template <class Protocol>
ip_endpoint from_asio(const boost::asio::ip::basic_endpoint<Protocol>& endpoint) {
    return {from_asio(endpoint.address()), endpoint.port()};
}

template <class Protocol>
boost::asio::ip::basic_endpoint<Protocol> to_asio(const ip_endpoint& endpoint) {
    return {to_asio(endpoint.address), endpoint.port};
}

} // namespace srcip
