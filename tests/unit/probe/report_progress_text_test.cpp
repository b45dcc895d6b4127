#include "probe/report/progress_text.hpp"

#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

using namespace std::chrono_literals;

TEST(progress_text, has_a_rate_as_soon_as_there_is_one) {
    EXPECT_EQ(progress_text(0, 20000, 5s), "0 of 20000 paths walked");
    EXPECT_EQ(progress_text(300, 20000, 999ms), "300 of 20000 paths walked");
    EXPECT_EQ(progress_text(620, 20000, 2s), "620 of 20000 paths walked, 310/s, about 1 min left");
}

TEST(progress_text, says_how_long_it_takes_in_words_that_promise_no_more_than_is_known) {
    EXPECT_EQ(progress_text(10, 11, 20s), "10 of 11 paths walked, 0.5/s, about 2 s left");
    EXPECT_EQ(progress_text(100, 400, 10s), "100 of 400 paths walked, 10/s, about 30 s left");
    EXPECT_EQ(progress_text(1, 4001, 3s), "1 of 4001 paths walked, 0.3/s, about 3 h left");
    EXPECT_EQ(progress_text(1, 100000000, 3600s), "1 of 100000000 paths walked, 0.0/s, no end in sight");
}

TEST(progress_text, ends_without_a_guess) { EXPECT_EQ(progress_text(20, 20, 60s), "20 of 20 paths walked"); }

} // namespace
} // namespace srcip::probe
