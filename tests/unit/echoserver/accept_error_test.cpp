#include "echoserver/accept_error.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace srcip::echoserver {
namespace {

TEST(AcceptError, PausesWhenSomethingRanOut) {
    for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM, EBADF, 9999})
        EXPECT_EQ(after_accept_error(error), accept_action::pause) << error;
}

TEST(AcceptError, GoesOnWhenOnlyTheConnectionIsLost) {
    for (const int error : {ECONNABORTED, EPROTO, EINTR, ENETDOWN, EPERM})
        EXPECT_EQ(after_accept_error(error), accept_action::go_on) << error;
}

TEST(AcceptError, WaitsWhenNobodyIsThere) { EXPECT_EQ(after_accept_error(EAGAIN), accept_action::wait); }

} // namespace
} // namespace srcip::echoserver
