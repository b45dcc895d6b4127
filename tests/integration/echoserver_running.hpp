#pragma once

#include "echoserver/server.hpp"

#include <functional>
#include <memory>

namespace srcip::echoserver::testing {

/// Options for tests: loopback, a free port, one thread.
options test_options();

/// A server in this process, stopped when it goes.
class running_server {
  public:
    explicit running_server(const options& settings = test_options());
    /// `before` is called with the port when connections are queued already and nobody is served yet: what is sent then
    /// is there when the connection is accepted, however busy the machine.
    running_server(const options& settings, const std::function<void(std::uint16_t)>& before);

    std::uint16_t port(listener_kind kind = listener_kind::http) const { return server_->endpoint(kind)->port; }
    server& operator*() { return *server_; }
    server* operator->() { return server_.get(); }

  private:
    std::unique_ptr<server> server_;
};

} // namespace srcip::echoserver::testing
