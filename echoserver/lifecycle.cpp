#include "echoserver/lifecycle.hpp"

#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>

namespace srcip::echoserver {
namespace {

constexpr std::chrono::seconds certificate_interval{5};

} // namespace

lifecycle::lifecycle(boost::asio::io_context& context, server& server, std::chrono::milliseconds drain_delay)
    : signals_(context, SIGTERM, SIGINT)
    , delay_(context)
    , certificate_(context)
    , server_(server)
    , drain_delay_(drain_delay) {
    wait_for_signal();
    watch_certificate();
}

void lifecycle::stop() {
    signals_.cancel();
    delay_.cancel();
    certificate_.cancel();
}

void lifecycle::wait_for_signal() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (!error)
            on_signal(signal);
    });
}

void lifecycle::on_signal(int signal) {
    if (leaving_)
        std::_Exit(128 + signal);
    leaving_ = true;
    wait_for_signal();
    server_.leave();
    if (signal == SIGINT || drain_delay_.count() == 0)
        return drain();
    spdlog::info("leaving: not ready any more, accepting for another {} ms; another signal ends it now",
                 drain_delay_.count());
    delay_.expires_after(drain_delay_);
    delay_.async_wait([this](const boost::system::error_code& error) {
        if (!error)
            drain();
    });
}

void lifecycle::drain() {
    spdlog::info("stopping: requests in flight may finish, another signal ends them");
    server_.drain();
}

void lifecycle::watch_certificate() {
    certificate_.expires_after(certificate_interval);
    certificate_.async_wait([this](const boost::system::error_code& error) {
        if (error)
            return;
        server_.reload_certificate();
        watch_certificate();
    });
}

} // namespace srcip::echoserver
