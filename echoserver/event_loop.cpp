#include "echoserver/event_loop.hpp"

#include "echoserver/http_clock.hpp"

#include <boost/system/system_error.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace srcip::echoserver {
namespace {

constexpr std::size_t events_at_once = 128;

int checked(int result, const char* what) {
    if (result < 0)
        throw boost::system::system_error(errno, boost::system::system_category(), what);
    return result;
}

template <class Call>
void guarded(Call call) {
    try {
        call();
    } catch (const std::exception& error) {
        spdlog::error("an event was given up: {}", error.what());
    }
}

} // namespace

event_loop::event_loop()
    : epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1"))
    , bell_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
    control(EPOLL_CTL_ADD, bell_.handle(), EPOLLIN, nullptr);
}

void event_loop::control(int operation, int handle, std::uint32_t events, watcher* who) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = who;
    checked(::epoll_ctl(epoll_.handle(), operation, handle, &event), "epoll_ctl");
}

void event_loop::watch(int handle, std::uint32_t events, watcher& who) { control(EPOLL_CTL_ADD, handle, events, &who); }

void event_loop::watch_again(int handle, std::uint32_t events, watcher& who) {
    control(EPOLL_CTL_MOD, handle, events, &who);
}

void event_loop::set_alarm(sleeper& who, std::chrono::milliseconds due) {
    who.due_ = due;
    sleepers_.add(who);
    next_due_ = std::min(next_due_, due);
}

/// Milliseconds, as epoll_wait(2) takes them: -1 when nobody sleeps.
int event_loop::time_left() const {
    if (sleepers_.empty())
        return -1;
    return static_cast<int>(std::clamp<std::int64_t>((next_due_ - coarse_now()).count(), 0, INT_MAX));
}

void event_loop::wake_sleepers() {
    if (sleepers_.empty())
        return;
    const auto now = coarse_now();
    if (now < next_due_)
        return;
    next_due_ = std::chrono::milliseconds::max();
    link_list<ringing> before; // a new alarm that is set meanwhile waits for the next round
    while (auto* link = sleepers_.front())
        before.add(*link);
    while (auto* link = before.front()) {
        auto& who = static_cast<sleeper&>(*link);
        if (who.due() > now) {
            set_alarm(who, who.due());
            continue;
        }
        who.unlink();
        guarded([&] { who.rings(now); });
    }
}

void event_loop::round(bool at_once) {
    std::array<epoll_event, events_at_once> events; // uninitialised: the kernel says how many it filled
    const int count =
        ::epoll_wait(epoll_.handle(), events.data(), static_cast<int>(events.size()), at_once ? 0 : time_left());
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        if (auto* who = static_cast<watcher*>(event.data.ptr))
            guarded([&] { who->ready(event.events); });
        else
            hear_bell();
    }
    wake_sleepers();
}

void event_loop::hear_bell() {
    std::uint64_t rings = 0;
    [[maybe_unused]] const auto size = ::read(bell_.handle(), &rings, sizeof rings);
}

void event_loop::ring() {
    const std::uint64_t once = 1;
    [[maybe_unused]] const auto size = ::write(bell_.handle(), &once, sizeof once); // full: it rings already
}

} // namespace srcip::echoserver
