#pragma once

#include "echoserver/options.hpp"

#include <srcip/address.hpp>

#include <boost/system/result.hpp>

#include <vector>

namespace srcip::echoserver {

/// A socket that is closed when its owner goes, unless released.
class owned_socket {
  public:
    explicit owned_socket(int handle)
        : handle_(handle) {}
    owned_socket(owned_socket&& other) noexcept
        : handle_(other.release()) {}
    owned_socket& operator=(owned_socket&&) = delete;
    ~owned_socket();

    int handle() const { return handle_; }
    int release();

  private:
    int handle_ = -1;
};

/// The sockets of all threads, on one address and port.
struct listeners {
    std::vector<owned_socket> sockets;
    ip_endpoint endpoint; ///< with the port that port 0 became
};

/// Opens `count` sockets that share the port (SO_REUSEPORT) and save SYNs. A port that somebody else listens on is an
/// error even if that somebody would share it. Without an address: [::] for both families, or 0.0.0.0 where the host
/// has no IPv6.
boost::system::result<listeners> listen(const std::optional<ip_address>& address, std::uint16_t port, unsigned count);

} // namespace srcip::echoserver
