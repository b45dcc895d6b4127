#pragma once

#include "echoserver/server.hpp"

#include <memory>

namespace srcip::echoserver::testing {

/// Options for tests: loopback, a free port, one thread.
options test_options();

/// A server in this process, stopped when it goes.
class running_server {
  public:
    explicit running_server(const options& settings = test_options());

    std::uint16_t port(listener_kind kind = listener_kind::http) const { return server_->endpoint(kind)->port; }
    server& operator*() { return *server_; }
    server* operator->() { return server_.get(); }

  private:
    std::unique_ptr<server> server_;
};

} // namespace srcip::echoserver::testing
