#include "echoserver/worker.hpp"

#include <srcip/asio_address.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>

namespace srcip::echoserver {
namespace {

using boost::asio::ip::tcp;
using std::chrono::milliseconds;

constexpr unsigned accepts_in_a_row = 64;
constexpr milliseconds accept_pause{200};
constexpr milliseconds warning_interval{10'000};

/// Deadlines are kept to about an eighth of the shortest of them.
milliseconds tick_period(const deadlines& timeouts) {
    const auto shortest = std::min(
        {timeouts.proxy, timeouts.header, timeouts.keep_alive, timeouts.body, timeouts.write, timeouts.linger});
    return std::clamp(shortest / 8, milliseconds(10), milliseconds(500));
}

} // namespace

worker::door::door(boost::asio::io_context& context, listening_socket opened)
    : kind(opened.kind)
    , port(opened.endpoint.port)
    , v6(opened.endpoint.address.is_v6())
    , acceptor(context)
    , pause(context) {
    acceptor.assign(v6 ? tcp::v6() : tcp::v4(), opened.socket.release());
}

worker::worker(service& shared, std::vector<listening_socket> listening, unsigned thread, unsigned threads)
    : environment_(shared, thread, threads)
    , period_(tick_period(shared.settings.timeouts))
    , sessions_(context_, [this] { all_ended(); }) {
    for (auto& socket : listening) {
        auto& opened = doors_.emplace_back(context_, std::move(socket));
        boost::asio::co_spawn(context_, accept_loop(opened), boost::asio::detached);
    }
}

void worker::answer_datagrams(udp_listener listener) {
    const auto& shared = environment_.shared;
    udp_.emplace(context_, std::move(listener), shared.identity, shared.settings.proxy, environment_.counters);
}

void worker::run() {
    // An exception that gets here has left one handler; the others are unharmed.
    while (true) {
        try {
            context_.run();
            return;
        } catch (const std::exception& error) {
            spdlog::error("a handler failed and was given up: {}", error.what());
        }
    }
}

awaitable<void> worker::accept_loop(door& through) {
    while (through.acceptor.is_open()) {
        switch (accept_some(through)) {
        case accept_action::wait:
            co_await through.acceptor.async_wait(tcp_acceptor::wait_read, with_error);
            break;
        case accept_action::pause:
            through.pause.expires_after(accept_pause);
            co_await through.pause.async_wait(with_error);
            break;
        case accept_action::go_on:
            co_await boost::asio::post(context_.get_executor(), with_error);
            break;
        }
    }
}

accept_action worker::accept_some(door& through) {
    for (unsigned i = 0; i < accepts_in_a_row; ++i) {
        tcp::endpoint peer;
        auto size = static_cast<socklen_t>(peer.capacity());
        const int handle =
            ::accept4(through.acceptor.native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (handle >= 0) {
            greet(handle, from_asio(peer), through);
            continue;
        }
        const int error = errno;
        const auto action = after_accept_error(error);
        if (action == accept_action::pause)
            warn_about_accept(error);
        if (action != accept_action::go_on)
            return action;
    }
    return accept_action::go_on;
}

void worker::greet(int handle, const ip_endpoint& peer, const door& through) {
    owned_socket connection(handle);
    try {
        admit(std::move(connection), peer, through);
    } catch (const std::exception& error) { // one connection lost, not the accept loop
        if (environment_.refusals.allows(coarse_now()))
            spdlog::warn("a connection was dropped: {}", error.what());
    }
}

connection_budget::place worker::place_for(listener_kind kind) {
    auto& shared = environment_.shared;
    return (kind == listener_kind::admin ? shared.admin_connections : shared.connections).take();
}

void worker::admit(owned_socket connection, const ip_endpoint& peer, const door& through) {
    auto place = place_for(through.kind);
    if (!place) {
        environment_.counters.shed.add();
        // A handshake for the sake of a refusal would cost more than serving.
        if (through.kind == listener_kind::https || environment_.turned_away >= most_turned_away)
            return;
    }
    const entrance entered{through.kind, through.port};
    sessions_.add(std::make_unique<session>(std::move(connection), peer, entered, std::move(place), environment_));
    if (!ticking_)
        arm_ticker();
}

void worker::warn_about_accept(int error) {
    environment_.counters.accept_errors.add();
    const auto now = coarse_now();
    if (now < next_warning_)
        return;
    next_warning_ = now + warning_interval;
    spdlog::warn("cannot accept connections: {}; trying again every {} ms; raise the limit that was reached",
                 boost::system::error_code(error, boost::system::system_category()).message(), accept_pause.count());
}

/// Nothing but the ticker and the loop keeps run() from returning once the last connection of a draining thread has
/// ended.
void worker::all_ended() {
    if (!draining_)
        return;
    ticker_.cancel();
    sessions_.stop();
}

void worker::arm_ticker() {
    ticking_ = true;
    ticker_.expires_after(period_);
    ticker_.async_wait(tick_handler{this});
}

void worker::tick(const boost::system::error_code& error) {
    ticking_ = false;
    if (error && sessions_.empty())
        return;
    const auto now = coarse_now();
    environment_.log.tick(now);
    if (draining_ && now >= environment_.shared.grace_end.load())
        sessions_.abort_all();
    sessions_.check_deadlines(now);
    const bool last = draining_ && sessions_.empty(); // what is left of the log goes when the thread ends
    if (!last && (!sessions_.empty() || environment_.log.pending()))
        arm_ticker();
}

void worker::drain() {
    boost::asio::post(context_, [this] { start_drain(); });
}

void worker::start_drain() {
    if (draining_)
        return;
    draining_ = true;
    for (auto& door : doors_) {
        // Connections that wait in the listener's queue would be reset when it closes.
        while (accept_some(door) == accept_action::go_on) {
        }
        boost::system::error_code ignored;
        door.acceptor.close(ignored);
        door.pause.cancel();
    }
    if (udp_)
        udp_->close();
    sessions_.wake_all();
    if (sessions_.empty())
        all_ended();
}

void worker::abort() {
    boost::asio::post(context_, [this] {
        start_drain();
        sessions_.abort_all();
    });
}

} // namespace srcip::echoserver
