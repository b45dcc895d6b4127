#include "echoserver/session_loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <spdlog/spdlog.h>

#include <array>
#include <cerrno>
#include <sys/epoll.h>

namespace srcip::echoserver {
namespace {

constexpr std::size_t events_at_once = 128;

[[noreturn]] void fail(const char* what) {
    throw boost::system::system_error(errno, boost::system::system_category(), what);
}

int make_epoll() {
    const int handle = ::epoll_create1(EPOLL_CLOEXEC);
    if (handle < 0)
        fail("epoll_create1");
    return handle;
}

} // namespace

session_loop::session_loop(boost::asio::io_context& context, std::function<void()> on_empty)
    : epoll_(context.get_executor(), make_epoll())
    , on_empty_(std::move(on_empty)) {
    boost::asio::co_spawn(context, run(), boost::asio::detached);
}

session_loop::~session_loop() {
    while (auto* link = sessions_.front())
        delete static_cast<session*>(link);
}

void session_loop::add(std::unique_ptr<session> started) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = started.get();
    if (::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, started->handle(), &event) != 0)
        fail("epoll_ctl");
    sessions_.add(*started.release());
}

awaitable<void> session_loop::run() {
    const auto executor = epoll_.get_executor();
    while (!stopped_) {
        if (serve_some())
            co_await boost::asio::post(executor, with_error); // accepts, ticks and signals have their turn
        else if (!stopped_)
            co_await epoll_.async_wait(epoll_descriptor::wait_read, with_error);
    }
}

/// True when there may be more to do at once. Arming Asio's wait looks again, so that nothing gets lost in between.
bool session_loop::serve_some() {
    // Before the events are fetched: a session that ends here takes its events with it.
    give_turns();
    std::array<epoll_event, events_at_once> events;
    const int count = ::epoll_wait(epoll_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        auto& of = *static_cast<session*>(event.data.ptr);
        if ((event.events & EPOLLIN) != 0)
            of.readable();
        if ((event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
            of.hung_up();
        turn(of);
    }
    return count == static_cast<int>(events.size()) || !wakes_.empty();
}

/// One turn for each that waits for one now; those that want another come after the sockets.
void session_loop::give_turns() {
    link_list<waking> now;
    while (auto* link = wakes_.front())
        now.add(*link);
    while (auto* link = now.front()) {
        link->unlink();
        turn(static_cast<session&>(*link));
    }
}

void session_loop::turn(session& of) {
    auto next = session::step::finished;
    try {
        next = of.work();
    } catch (const std::exception& error) {
        if (failures_.allows(coarse_now()))
            spdlog::error("a connection was dropped: {}", error.what());
    }
    if (next == session::step::yield)
        wake(of);
    if (next != session::step::finished)
        return;
    delete &of;
    if (sessions_.empty())
        on_empty_();
}

void session_loop::check_deadlines(std::chrono::milliseconds now) {
    sessions_.for_each([this, now](session_link& link) {
        auto& who = static_cast<session&>(link);
        if (who.check_deadline(now))
            wake(who);
    });
    if (!wakes_.empty())
        epoll_.cancel();
}

void session_loop::wake_all() {
    sessions_.for_each([this](session_link& link) { wake(static_cast<session&>(link)); });
    epoll_.cancel();
}

void session_loop::abort_all() {
    sessions_.for_each([](session_link& link) { static_cast<session&>(link).abort(); });
    wake_all();
}

void session_loop::stop() {
    stopped_ = true;
    epoll_.cancel();
}

} // namespace srcip::echoserver
