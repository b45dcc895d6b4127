#include "echoserver/http_clock.hpp"

#include <gtest/gtest.h>

#include <string>

namespace srcip::echoserver {
namespace {

std::string text(std::time_t time) {
    const auto date = format_http_date(time);
    return {date.data(), date.size()};
}

TEST(HttpClock, WritesImfFixdate) {
    EXPECT_EQ(text(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(text(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(text(951782399), "Mon, 28 Feb 2000 23:59:59 GMT");
    EXPECT_EQ(text(951782400), "Tue, 29 Feb 2000 00:00:00 GMT");
}

TEST(HttpClock, FollowsTheSecond) {
    http_clock clock;
    EXPECT_EQ(clock.date(0).substr(17, 8), "00:00:00");
    EXPECT_EQ(clock.date(61).substr(17, 8), "00:01:01");
    EXPECT_EQ(clock.date(0).substr(17, 8), "00:00:00") << "a clock may be set back";
}

} // namespace
} // namespace srcip::echoserver
