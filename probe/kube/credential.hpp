#pragma once

#include "probe/kube/endpoint.hpp"
#include "probe/kube/files.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace srcip::probe::kube {

/// What is shown to the server.
struct credential {
    std::string authorization; ///< the field's value, empty when there is none
    std::string cert_pem;      ///< the client certificate, empty when there is none
    std::string key_pem;

    bool operator==(const credential&) const = default;
};

/// Where credentials come from. Asynchronous, because a source may have to ask somebody.
class credential_source {
  public:
    virtual ~credential_source() = default;
    /// Asked before every request. `refused` says that the server answered 401 to the last one: a source that can do
    /// better does, any other returns the same again.
    virtual boost::asio::awaitable<outcome<credential>> get(bool refused) = 0;
    /// What to tell a person whose request got a 401: "the token in /path". Empty: nothing was shown.
    virtual std::string describe() const = 0;
};

/// The source an endpoint's fields ask for. `files` must outlive it.
std::unique_ptr<credential_source> make_credential_source(const endpoint& where, const file_reader& files);

} // namespace srcip::probe::kube
