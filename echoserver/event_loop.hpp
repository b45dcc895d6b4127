#pragma once

#include "echoserver/link_list.hpp"
#include "echoserver/owned_socket.hpp"

#include <chrono>
#include <cstdint>

namespace srcip::echoserver {

/// Somebody who wants to know when a descriptor is ready.
class watcher {
  public:
    virtual ~watcher() = default;

    /// `events` are those of epoll_ctl(2). It may destroy this watcher, but no other one: the round may have events for
    /// it.
    virtual void ready(std::uint32_t events) = 0;
};

struct ringing;

/// Somebody who wants to know when a time has come: once for each set_alarm().
class sleeper : public list_link<ringing> {
  public:
    virtual ~sleeper() = default;

    virtual void rings(std::chrono::milliseconds now) = 0;

    std::chrono::milliseconds due() const { return due_; }
    bool sleeps() const { return is_linked(); }

  private:
    friend class event_loop;
    std::chrono::milliseconds due_{};
};

/// All that one thread waits for, in one epoll instance: one system call a round, however many are ready, and none for
/// those that wait again. Asio's reactor needs one for each wait; docs/benchmarks.md has what that is worth.
///
/// Times are coarse_now()'s. Everything but ring() is for the loop's own thread.
class event_loop {
  public:
    /// Throws boost::system::system_error when the process is out of descriptors.
    event_loop();
    event_loop(const event_loop&) = delete;
    event_loop& operator=(const event_loop&) = delete;

    /// Calls `who` when one of `events` has come, until the descriptor is closed. Throws boost::system::system_error
    /// when the kernel has no room.
    void watch(int handle, std::uint32_t events, watcher& who);
    /// Other events from now on; what is there already comes again.
    void watch_again(int handle, std::uint32_t events, watcher& who);

    /// Wakes `who` when it is time, instead of earlier alarms of his. Alarms of the destroyed are off.
    void set_alarm(sleeper& who, std::chrono::milliseconds due);

    /// Waits until something is ready, an alarm is due or somebody rings, and calls those concerned; with `at_once`,
    /// only those that are ready now. What they throw is logged: nobody else's event gets lost.
    void round(bool at_once);

    /// From any thread: ends the wait of the current round, or of the next one.
    void ring();

  private:
    int time_left() const;
    void wake_sleepers();
    void hear_bell();
    void control(int operation, int handle, std::uint32_t events, watcher* who);

    owned_socket epoll_;
    owned_socket bell_;
    link_list<ringing> sleepers_;
    std::chrono::milliseconds next_due_ = std::chrono::milliseconds::max(); ///< of all sleepers, or earlier
};

} // namespace srcip::echoserver
