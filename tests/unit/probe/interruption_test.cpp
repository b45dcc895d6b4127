#include "probe/interruption.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace srcip::probe {
namespace {

using namespace std::chrono_literals;

struct sigaction action_for(int signal) {
    struct sigaction now {};
    ::sigaction(signal, nullptr, &now);
    return now;
}

TEST(interruption, notes_the_first_signal_and_leaves_the_second_to_the_system) {
    for (const int signal : {SIGINT, SIGTERM}) {
        const interruption here;
        EXPECT_EQ(interrupted_by(), 0);
        std::raise(signal);
        EXPECT_EQ(interrupted_by(), signal);
        EXPECT_EQ(action_for(SIGINT).sa_handler, SIG_DFL);
        EXPECT_EQ(action_for(SIGTERM).sa_handler, SIG_DFL);
    }
}

TEST(interruption, lets_what_is_being_written_go_on) {
    const interruption here;
    EXPECT_NE(action_for(SIGINT).sa_flags & SA_RESTART, 0);
    EXPECT_NE(action_for(SIGTERM).sa_flags & SA_RESTART, 0);
}

TEST(interruption, does_not_sleep_when_a_signal_has_come) {
    const interruption here;
    EXPECT_TRUE(here.sleep(1ms));
    std::raise(SIGTERM);
    EXPECT_FALSE(here.sleep(24h));
}

TEST(interruption, ends_with_its_object) {
    {
        const interruption here;
        EXPECT_NE(action_for(SIGINT).sa_handler, SIG_DFL);
    }
    EXPECT_EQ(action_for(SIGINT).sa_handler, SIG_DFL);
}

} // namespace
} // namespace srcip::probe
