#pragma once

#include <srcip/address.hpp>

#include <boost/system/result.hpp>

#include <memory>
#include <string>

namespace srcip::probe {

/// Serves one page of metrics on a thread of its own, so that it answers while a sweep runs. What clients may send and
/// how long they may take is bounded; there is no TLS: it is meant for loopback or a pod's network.
class metrics_listener {
  public:
    /// Listens there; port 0 takes a free one.
    static boost::system::result<std::unique_ptr<metrics_listener>> open(const ip_endpoint& where);
    virtual ~metrics_listener() = default;

    virtual ip_endpoint where() const = 0; ///< with the port that was taken
    virtual void publish(std::string metrics) = 0;
};

} // namespace srcip::probe
