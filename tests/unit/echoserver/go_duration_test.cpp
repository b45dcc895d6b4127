#include "echoserver/go_duration.hpp"

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

using namespace std::chrono_literals;

TEST(GoDuration, IsReadInGosNotation) {
    struct row {
        const char* text;
        std::chrono::nanoseconds value;
    };
    for (const auto& row : {
             row{"0", 0ns},
             row{"0s", 0ns},
             row{"10s", 10s},
             row{"1m30s", 90s},
             row{"1h", 1h},
             row{"0.5h", 30min},
             row{".5s", 500ms},
             row{"5.s", 5s},
             row{"250ms", 250ms},
             row{"10us", 10us},
             row{"10\xc2\xb5s", 10us},
             row{"10\xce\xbcs", 10us},
             row{"3ns", 3ns},
             row{"1.0000000019s", 1s + 1ns},
             row{"59m59s999ms", 1h - 1ms},
             row{"0.33333333333333333333333s", 333333333ns},
             row{"00000000000000000000000000001s", 1s},
         })
        EXPECT_EQ(parse_go_duration(row.text), std::optional(row.value)) << row.text;
}

TEST(GoDuration, RefusesEverythingElse) {
    for (const char* text : {"", "1", "00", "s", ".s", "1 s", "+1s", "-1s", "1S", "1d", "1s ", "1e3s", "1h1ns", "2h",
                             "99999999999999999999999999s", "18446744073709551616ns", "1s1", "1..5s"})
        EXPECT_FALSE(parse_go_duration(text).has_value()) << text;
}

} // namespace
} // namespace srcip::echoserver
