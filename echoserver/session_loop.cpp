#include "echoserver/session_loop.hpp"

#include <spdlog/spdlog.h>

#include <sys/epoll.h>

namespace srcip::echoserver {

class session_loop::connection final : public watcher, public list_link<connected>, public list_link<waking> {
  public:
    connection(session_loop& loop, owned_socket socket, const ip_endpoint& peer, const entrance& through,
               connection_budget::place place, session_environment& environment)
        : of(std::move(socket), peer, through, std::move(place), environment)
        , loop_(loop) {}

    void ready(std::uint32_t events) override {
        if ((events & EPOLLIN) != 0)
            of.readable();
        if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
            of.hung_up();
        loop_.turn(*this);
    }

    session of;
    std::uint32_t watched = 0; ///< the events it is registered for

  private:
    session_loop& loop_;
};

session_loop::~session_loop() {
    while (auto* link = connections_.front())
        delete static_cast<connection*>(link);
}

void session_loop::add(owned_socket socket, const ip_endpoint& peer, const entrance& through,
                       connection_budget::place place, session_environment& environment, first_turn when) {
    auto started = std::make_unique<connection>(*this, std::move(socket), peer, through, std::move(place), environment);
    connections_.add(*started);
    auto& added = *started.release();
    if (when == first_turn::at_once)
        turn(added);
    else
        wake(added);
}

void session_loop::wake(connection& who) { turns_.add(who); }

/// One turn for each that waits for one now; those that want another come after the sockets.
void session_loop::give_turns() {
    link_list<waking> now;
    while (auto* link = turns_.front())
        now.add(*link);
    while (auto* link = now.front()) {
        link->unlink();
        turn(static_cast<connection&>(*link));
    }
}

void session_loop::turn(connection& of) {
    auto next = session::step::finished;
    try {
        next = of.of.work();
        if (next == session::step::yield)
            wake(of);
        else if (next != session::step::finished)
            wait(of, next);
    } catch (const std::exception& error) {
        next = session::step::finished;
        if (failures_.allows(coarse_now()))
            spdlog::error("a connection was dropped: {}", error.what());
    }
    if (next == session::step::finished)
        delete &of;
}

/// Events that have come before the registration come again with it: none is missed.
void session_loop::wait(connection& who, session::step what) {
    constexpr std::uint32_t reading = EPOLLIN | EPOLLRDHUP | EPOLLET;
    const auto needed = what == session::step::write ? reading | EPOLLOUT : reading;
    if ((who.watched & needed) == needed)
        return;
    if (who.watched == 0)
        events_.watch(who.of.handle(), needed, who);
    else
        events_.watch_again(who.of.handle(), needed, who);
    who.watched = needed;
}

void session_loop::check_deadlines(std::chrono::milliseconds now) {
    connections_.for_each([this, now](list_link<connected>& link) {
        auto& who = static_cast<connection&>(link);
        if (who.of.check_deadline(now))
            wake(who);
    });
}

void session_loop::wake_all() {
    connections_.for_each([this](list_link<connected>& link) { wake(static_cast<connection&>(link)); });
}

void session_loop::abort_all() {
    connections_.for_each([](list_link<connected>& link) { static_cast<connection&>(link).of.abort(); });
    wake_all();
}

} // namespace srcip::echoserver
