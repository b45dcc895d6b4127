#include "echoserver/event_loop.hpp"

#include "echoserver/http_clock.hpp"

#include <boost/system/system_error.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace srcip::echoserver {
namespace {

using std::chrono::milliseconds;

/// A descriptor that is readable from the start, or never, and what its watcher was told.
class thing final : public watcher {
  public:
    explicit thing(bool is_ready)
        : handle_(::eventfd(is_ready ? 1 : 0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

    void ready(std::uint32_t events) override {
        told.push_back(events);
        if (then)
            then();
    }
    int handle() const { return handle_.handle(); }

    std::vector<std::uint32_t> told{};
    std::function<void()> then{};

  private:
    owned_socket handle_;
};

class clock_watcher final : public sleeper {
  public:
    void rings(milliseconds) override {
        ++rung;
        if (then)
            then();
    }

    unsigned rung = 0;
    std::function<void()> then{};
};

TEST(EventLoop, TellsWhoIsReadyAndNobodyElse) {
    event_loop loop;
    thing ready(true);
    thing quiet(false);
    loop.watch(ready.handle(), EPOLLIN, ready);
    loop.watch(quiet.handle(), EPOLLIN, quiet);
    loop.round(false);
    EXPECT_EQ(ready.told, (std::vector<std::uint32_t>{EPOLLIN}));
    EXPECT_TRUE(quiet.told.empty());
}

TEST(EventLoop, TellsOnceOrAlwaysAsAskedFor) {
    event_loop loop;
    thing once(true);
    thing always(true);
    loop.watch(once.handle(), EPOLLIN | EPOLLET, once);
    loop.watch(always.handle(), EPOLLIN, always);
    loop.round(false);
    loop.round(false);
    EXPECT_EQ(once.told.size(), 1U);
    EXPECT_EQ(always.told.size(), 2U);
    loop.watch_again(once.handle(), EPOLLIN | EPOLLOUT | EPOLLET, once);
    loop.round(false);
    EXPECT_EQ(once.told.back(), EPOLLIN | EPOLLOUT) << "what was there already comes again";
}

TEST(EventLoop, ForgetsThoseWhoseDescriptorIsClosed) {
    event_loop loop;
    {
        thing gone(true);
        loop.watch(gone.handle(), EPOLLIN, gone);
    }
    loop.round(true);
}

TEST(EventLoop, LosesNobodysEventToAnException) {
    event_loop loop;
    thing first(true);
    thing second(true);
    first.then = second.then = [] { throw std::runtime_error("a bug"); };
    loop.watch(first.handle(), EPOLLIN | EPOLLET, first);
    loop.watch(second.handle(), EPOLLIN | EPOLLET, second);
    loop.round(false);
    EXPECT_EQ(first.told.size() + second.told.size(), 2U);
}

TEST(EventLoop, RefusesADescriptorThatIsNone) {
    event_loop loop;
    thing any(false);
    EXPECT_THROW(loop.watch(-1, EPOLLIN, any), boost::system::system_error);
}

TEST(EventLoop, RingsWhenTheTimeHasComeAndOnlyOnce) {
    event_loop loop;
    clock_watcher now;
    clock_watcher later;
    loop.set_alarm(now, coarse_now());
    loop.set_alarm(later, coarse_now() + std::chrono::hours(1));
    loop.round(false); // would hang for an hour if it waited for the other
    loop.round(true);
    EXPECT_EQ(now.rung, 1U);
    EXPECT_EQ(later.rung, 0U);
    EXPECT_FALSE(now.sleeps());
    EXPECT_TRUE(later.sleeps());
}

TEST(EventLoop, WaitsForTheNextAlarm) {
    event_loop loop;
    clock_watcher soon;
    const auto due = coarse_now() + milliseconds(20);
    loop.set_alarm(soon, due);
    while (soon.rung == 0)
        loop.round(false);
    EXPECT_GE(coarse_now(), due);
}

TEST(EventLoop, LeavesAnAlarmThatIsSetWhileItRingsForTheNextRound) {
    event_loop loop;
    clock_watcher again;
    again.then = [&] { loop.set_alarm(again, coarse_now()); };
    loop.set_alarm(again, coarse_now());
    loop.round(false);
    EXPECT_EQ(again.rung, 1U);
    loop.round(false);
    EXPECT_EQ(again.rung, 2U);
}

TEST(EventLoop, KeepsOneAlarmEach) {
    event_loop loop;
    clock_watcher moved;
    loop.set_alarm(moved, coarse_now());
    loop.set_alarm(moved, coarse_now() + std::chrono::hours(1));
    loop.round(true);
    EXPECT_EQ(moved.rung, 0U);
}

TEST(EventLoop, ForgetsAlarmsOfTheDestroyed) {
    event_loop loop;
    {
        clock_watcher gone;
        loop.set_alarm(gone, coarse_now());
    }
    loop.round(true);
}

TEST(EventLoop, IsWokenByAnotherThread) {
    event_loop loop;
    std::thread other([&] { loop.ring(); });
    loop.round(false); // forever, but for the bell
    other.join();
    loop.ring();
    loop.ring();
    loop.round(false);
    loop.round(true);
}

} // namespace
} // namespace srcip::echoserver
