#include "echoserver_running.hpp"

#include <stdexcept>

namespace srcip::echoserver::testing {

options test_options() {
    options out;
    out.address = *ip_address::parse("127.0.0.1");
    out.http_port = 0;
    out.https_port = out.udp_port = out.admin_port = std::nullopt;
    out.drain_delay = std::chrono::milliseconds(0);
    out.log.access = access_log_mode::off;
    out.threads = 1;
    return out;
}

running_server::running_server(const options& settings)
    : running_server(settings, [](std::uint16_t) {}) {}

running_server::running_server(const options& settings, const std::function<void(std::uint16_t)>& before) {
    server_identity identity;
    identity.hostname = "test-host";
    identity.pod_name = "echo-0";
    auto opened = server::open(settings, identity);
    if (const auto* error = std::get_if<startup_error>(&opened))
        throw std::runtime_error(error->text);
    server_ = std::move(std::get<0>(opened));
    before(port());
    server_->start();
}

} // namespace srcip::echoserver::testing
