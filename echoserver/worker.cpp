#include "echoserver/worker.hpp"

#include <srcip/asio_address.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace srcip::echoserver {
namespace {

using boost::asio::ip::tcp;
using std::chrono::milliseconds;

constexpr int accepts_in_a_row = 16; // each with its first turn
constexpr milliseconds accept_pause{200};
constexpr milliseconds warning_interval{10'000};

/// Deadlines are kept to about an eighth of the shortest of them.
milliseconds tick_period(const deadlines& timeouts) {
    const auto shortest = std::min(
        {timeouts.proxy, timeouts.header, timeouts.keep_alive, timeouts.body, timeouts.write, timeouts.linger});
    return std::clamp(shortest / 8, milliseconds(10), milliseconds(500));
}

} // namespace

worker::door::door(worker& owner, listening_socket opened)
    : of(owner)
    , socket(std::move(opened.socket))
    , leads_to{opened.kind, opened.endpoint.port} {
    of.events_.watch(socket->handle(), EPOLLIN, *this);
}

/// Level-triggered: whoever is still in the queue is there in the next round.
void worker::door::ready(std::uint32_t) {
    if (!socket || of.accept_some(*this) != accept_action::pause)
        return;
    of.events_.watch_again(socket->handle(), 0, *this);
    of.events_.set_alarm(*this, coarse_now() + accept_pause);
}

void worker::door::rings(milliseconds) { of.events_.watch_again(socket->handle(), EPOLLIN, *this); }

void worker::door::close() {
    socket.reset();
    unlink();
}

worker::worker(service& shared, std::vector<listening_socket> listening, unsigned thread, unsigned threads)
    : environment_(shared, thread, threads)
    , period_(tick_period(shared.settings.timeouts)) {
    for (auto& socket : listening)
        doors_.emplace_back(*this, std::move(socket));
}

void worker::answer_datagrams(udp_listener listener) {
    const auto& shared = environment_.shared;
    udp_.emplace(events_, std::move(listener), shared.identity, shared.settings.proxy, environment_.counters);
}

void worker::run() {
    while (!draining_ || !sessions_.empty()) {
        sessions_.give_turns(); // before events are fetched: a session that ends has none left
        events_.round(sessions_.has_turns());
        obey();
    }
}

accept_action worker::accept_some(door& through) {
    for (int i = 0; i < accepts_in_a_row; ++i) {
        tcp::endpoint peer;
        auto size = static_cast<socklen_t>(peer.capacity());
        const int handle = ::accept4(through.socket->handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
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

connection_budget::place worker::place_for(listener_kind kind) {
    auto& shared = environment_.shared;
    return (kind == listener_kind::admin ? shared.admin_connections : shared.connections).take();
}

void worker::greet(int handle, const ip_endpoint& peer, const door& through) try {
    owned_socket connection(handle);
    const auto kind = through.leads_to.kind;
    auto place = place_for(kind);
    if (!place) {
        environment_.counters.shed.add();
        // A handshake for the sake of a refusal would cost more than serving.
        if (kind == listener_kind::https || environment_.turned_away >= most_turned_away)
            return;
    }
    const auto when = draining_ ? session_loop::first_turn::with_the_others : session_loop::first_turn::at_once;
    sessions_.add(std::move(connection), peer, through.leads_to, std::move(place), environment_, when);
    // A session that began and ended right here may still have left a line for the log.
    if (!ticker_.sleeps() && (!sessions_.empty() || environment_.log.pending()))
        events_.set_alarm(ticker_, coarse_now() + period_);
} catch (const std::exception& error) { // one connection lost, not those behind it
    if (environment_.refusals.allows(coarse_now()))
        spdlog::warn("a connection was dropped: {}", error.what());
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

void worker::tick(milliseconds now) {
    environment_.log.tick(now);
    if (draining_ && now >= environment_.shared.grace_end.load())
        sessions_.abort_all();
    sessions_.check_deadlines(now);
    const bool last = draining_ && sessions_.empty(); // what is left of the log goes when the thread ends
    if (!last && (!sessions_.empty() || environment_.log.pending()))
        events_.set_alarm(ticker_, now + period_);
}

void worker::drain() { tell(order::drain); }

void worker::abort() { tell(order::abort); }

/// An abort is not taken back by a drain that comes later.
void worker::tell(order what) {
    auto before = order_.load();
    while (before != order::abort && !order_.compare_exchange_weak(before, what)) {
    }
    events_.ring();
}

void worker::obey() {
    if (order_.load(std::memory_order_acquire) == order::none) // with it comes the service's stage
        return;
    start_drain();
    if (order_.load() == order::abort)
        sessions_.abort_all();
}

void worker::start_drain() {
    if (draining_)
        return;
    draining_ = true;
    for (auto& door : doors_) {
        // Connections that wait in the listener's queue would be reset when it closes. They are answered afterwards,
        // and no more are taken than a full queue holds: who is answered comes again, and would keep the door open.
        for (int taken = 0; taken < listen_backlog && accept_some(door) == accept_action::go_on;)
            taken += accepts_in_a_row;
        door.close();
    }
    if (udp_)
        udp_->close();
    sessions_.wake_all();
}

} // namespace srcip::echoserver
