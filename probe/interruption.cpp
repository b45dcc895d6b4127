#include "probe/interruption.hpp"

#include <poll.h>

#include <csignal>
#include <ctime>

namespace srcip::probe {
namespace {

volatile std::sig_atomic_t noted = 0;

constexpr int signals[] = {SIGINT, SIGTERM};

/// Safe in a handler: sigaction(2) is (signal-safety(7)). What is being written goes on after the first signal; what
/// waits with poll(2) and its like wakes all the same (signal(7)).
void set_handlers(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int signal : signals)
        ::sigaction(signal, &action, nullptr);
}

void note(int signal) {
    noted = signal;
    set_handlers(SIG_DFL);
}

} // namespace

interruption::interruption() {
    noted = 0;
    set_handlers(note);
}

interruption::~interruption() { set_handlers(SIG_DFL); }

bool interruption::sleep(std::chrono::milliseconds time) const {
    // Between looking and sleeping no signal may slip through: they are let in by ppoll(2) alone.
    sigset_t ours{};
    sigset_t before{};
    sigemptyset(&ours);
    for (const int signal : signals)
        sigaddset(&ours, signal);
    ::pthread_sigmask(SIG_BLOCK, &ours, &before);
    if (noted == 0) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
        timespec left{};
        left.tv_sec = seconds.count();
        left.tv_nsec = std::chrono::nanoseconds(time - seconds).count();
        ::ppoll(nullptr, 0, &left, &before);
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return noted == 0;
}

int interrupted_by() { return noted; }

} // namespace srcip::probe
