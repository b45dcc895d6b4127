#include "echoserver/units.hpp"

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

using namespace std::chrono_literals;

TEST(Units, WriteWhatTheyRead) {
    for (const auto duration : {0ms, 1ms, 999ms, 1000ms, 1500ms, 60'000ms, 86'400'000ms})
        EXPECT_EQ(parse_duration(format_duration(duration)), duration) << format_duration(duration);
    for (const std::uint64_t bytes : {0ULL, 1ULL, 1000ULL, 1024ULL, 1025ULL, 1536ULL, 1048576ULL, 1073741824ULL})
        EXPECT_EQ(parse_bytes(format_bytes(bytes)), bytes) << format_bytes(bytes);
}

TEST(Units, PreferTheLargestUnit) {
    EXPECT_EQ(format_duration(60s), "60s");
    EXPECT_EQ(format_duration(500ms), "500ms");
    EXPECT_EQ(format_bytes(10485760), "10MiB");
    EXPECT_EQ(format_bytes(8192), "8KiB");
    EXPECT_EQ(format_bytes(8193), "8193");
}

TEST(Units, CountInDigitsWithinBounds) {
    EXPECT_EQ(parse_count("7", 1, 9), 7U);
    EXPECT_EQ(parse_count("18446744073709551615", 0, UINT64_MAX), UINT64_MAX);
    for (const auto* text : {"", "0", "10", "+7", "-7", "7k", " 7", "7 ", "0x7", "18446744073709551616"})
        EXPECT_FALSE(parse_count(text, 1, 9)) << text;
}

} // namespace
} // namespace srcip::echoserver
