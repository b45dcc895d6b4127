#include "echoserver/go_time.hpp"

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

using namespace std::chrono_literals;

TEST(GoTime, IsPrintedAsGoDoes) {
    EXPECT_EQ(go_time(0ns, 0ns), "1970-01-01 00:00:00 +0000 UTC m=+0.000000000");
    EXPECT_EQ(go_time(951'782'399s + 999'999'999ns, 1s + 5ns),
              "2000-02-28 23:59:59.999999999 +0000 UTC m=+1.000000005");
    EXPECT_EQ(go_time(951'782'400s + 500ms, 1h), "2000-02-29 00:00:00.5 +0000 UTC m=+3600.000000000");
}

} // namespace
} // namespace srcip::echoserver
