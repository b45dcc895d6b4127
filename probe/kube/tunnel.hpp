#pragma once

#include "probe/kube/byte_stream.hpp"
#include "probe/kube/proxy.hpp"

#include <cstdint>
#include <string>

namespace srcip::probe::kube {

/// What a tunnel leads to, and how messages name the proxy.
struct tunnel_target {
    std::string host; ///< a name, which the proxy resolves, or an address, IPv6 without brackets
    std::uint16_t port = 0;
    std::string about;
};

/// Has the proxy at the other end of `stream` connect to the target; everything after success is the target's. The
/// stream's deadline holds. HTTP and HTTPS proxies: CONNECT (RFC 9110 section 9.3.6), with Basic credentials where
/// there are some; SOCKS 5: RFC 1928, with a user name and a password (RFC 1929) where there are some.
boost::asio::awaitable<outcome<void>> open_tunnel(byte_stream* stream, proxy_server proxy, tunnel_target target);

/// "Basic …" for the proxy's credentials; empty when there are none.
std::string proxy_authorization(const proxy_server& proxy);

} // namespace srcip::probe::kube
