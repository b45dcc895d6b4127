#include "echoserver/lifecycle.hpp"

#include "echoserver/agnhost.hpp"

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
    if (signalled_)
        std::_Exit(128 + signal);
    signalled_ = true;
    wait_for_signal();
    if (leaving_ && delay_.cancel() > 0) // a client's wish to end is being waited for
        return drain();
    if (!leaving_)
        leave(signal == SIGINT ? std::chrono::milliseconds(0) : drain_delay_);
}

void lifecycle::leave(std::chrono::milliseconds delay) {
    leaving_ = true;
    server_.leave();
    if (delay.count() == 0)
        return drain();
    spdlog::info("leaving: not ready any more, accepting for another {} ms; another signal ends it now", delay.count());
    delay_.expires_after(delay);
    delay_.async_wait([this](const boost::system::error_code& error) {
        if (!error)
            drain();
    });
}

void lifecycle::exit(const agnhost_exit& wish) {
    using std::chrono::milliseconds;
    if (leaving_)
        return;
    spdlog::info("a client asks for the end, with exit status {}", wish.code);
    exit_code_ = wish.code;
    if (wish.grace)
        server_.set_grace_period(std::chrono::duration_cast<milliseconds>(*wish.grace));
    leave(std::chrono::duration_cast<milliseconds>(wish.wait));
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
