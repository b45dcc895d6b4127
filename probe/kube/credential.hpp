#pragma once

#include "probe/kube/endpoint.hpp"
#include "probe/kube/files.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace srcip::probe::kube {

/// Where the Authorization field of each request comes from. Asynchronous, because a source may have to ask somebody:
/// a credential plugin is another class like those in credential.cpp.
class credential_source {
  public:
    virtual ~credential_source() = default;
    /// The field's value, empty when there is none. `refused` says that the server answered 401 to the last one: a
    /// source that can do better does, any other returns the same again.
    virtual boost::asio::awaitable<outcome<std::string>> authorization(bool refused) = 0;
    /// What to tell a person whose request got a 401: "the token in /path".
    virtual std::string describe() const = 0;
};

/// The source an endpoint's fields ask for. `files` must outlive it.
std::unique_ptr<credential_source> make_credential_source(const endpoint& where, const file_reader& files);

} // namespace srcip::probe::kube
