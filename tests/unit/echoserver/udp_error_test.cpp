#include "echoserver/udp_error.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace srcip::echoserver {
namespace {

TEST(UdpError, OfAnEarlierAnswerIsPassedOver) {
    for (const int error : {ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EMSGSIZE, EINTR})
        EXPECT_EQ(after_receive_error(error), receive_action::go_on) << error;
}

TEST(UdpError, OfAHostThatRanOutGetsAPause) {
    for (const int error : {ENOBUFS, ENOMEM, EBADF, 9999})
        EXPECT_EQ(after_receive_error(error), receive_action::pause) << error;
}

TEST(UdpError, WaitsWhenNothingIsThere) { EXPECT_EQ(after_receive_error(EAGAIN), receive_action::wait); }

} // namespace
} // namespace srcip::echoserver
