#include "echoserver/process_facts.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace srcip::echoserver {
namespace {

/// proc(5): fields 3 to 24 and one more, behind the name.
std::string stat_line(std::string_view name) {
    return "4711 (" + std::string(name) +
           ") S 1 4711 4711 0 -1 4194560 100 0 0 0 1200 34 0 0 20 0 3 0 987654 12345678 555 18446744073709551615\n";
}

TEST(ProcessFacts, ReadsTheStatLineWhateverTheProgramIsCalled) {
    for (const std::string_view name : {"echoserver", "", "a) S 1 2 3", "((", "x\ny", ") R "}) {
        const auto stat = parse_process_stat(stat_line(name));
        ASSERT_TRUE(stat) << name;
        EXPECT_EQ(stat->cpu_ticks, 1234U) << name;
        EXPECT_EQ(stat->start_ticks, 987654U) << name;
        EXPECT_EQ(stat->resident_pages, 555U) << name;
    }
}

TEST(ProcessFacts, MakesNothingOfAStatLineThatEndsEarly) {
    const auto whole = stat_line("echoserver");
    for (std::size_t size = 0; size < whole.find(" 555"); ++size)
        EXPECT_FALSE(parse_process_stat(std::string_view(whole).substr(0, size))) << size;
}

TEST(ProcessFacts, FindsWhenTheHostBooted) {
    EXPECT_EQ(parse_boot_time("cpu  1 2 3\nintr 5\nbtime 1764030000\nprocesses 9\n"), 1764030000U);
    EXPECT_FALSE(parse_boot_time(""));
    EXPECT_FALSE(parse_boot_time("cpu  1\nxbtime 5\n"));
    EXPECT_FALSE(parse_boot_time("cpu  1\nbtime \n"));
}

TEST(ProcessFacts, AreThisProcesss) {
    const auto facts = read_process_facts();
    const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    ASSERT_TRUE(facts.start_time_seconds && facts.cpu_seconds && facts.resident_bytes && facts.open_descriptors);
    EXPECT_GT(*facts.start_time_seconds, 1.6e9);
    EXPECT_LT(*facts.start_time_seconds, now + 2); // btime is in whole seconds
    EXPECT_GT(*facts.resident_bytes, 100'000U);
    EXPECT_GE(*facts.cpu_seconds, 0);
    EXPECT_GE(*facts.open_descriptors, 3U);
}

TEST(ProcessFacts, CountOpenDescriptors) {
    const auto before = read_process_facts().open_descriptors;
    const int handle = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const auto after = read_process_facts().open_descriptors;
    ::close(handle);
    ASSERT_TRUE(before && after);
    EXPECT_EQ(*after, *before + 1);
}

} // namespace
} // namespace srcip::echoserver
