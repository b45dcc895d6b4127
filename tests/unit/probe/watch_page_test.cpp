#include "probe/watch_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

using testing::HasSubstr;

TEST(watch_page, has_the_metrics_and_little_else) {
    EXPECT_EQ(answer_page("GET", "/metrics", "m 1\n").body, "m 1\n");
    EXPECT_EQ(answer_page("HEAD", "/metrics?x=1", "m 1\n").status, 200U);
    EXPECT_EQ(answer_page("GET", "/healthz", "").body, "ok\n");
    EXPECT_EQ(answer_page("GET", "/", "").status, 200U);
    EXPECT_EQ(answer_page("GET", "/metrics/..", "").status, 404U);
    EXPECT_EQ(answer_page("GET", "", "").status, 404U);
    EXPECT_EQ(answer_page("POST", "/metrics", "").status, 405U);
}

TEST(watch_page, says_how_the_watch_goes_even_before_the_first_sweep) {
    const auto none = watch_metrics(nullptr, {});
    EXPECT_THAT(none, HasSubstr("\nsipprobe_watch_up 0\n"));
    const vantage from;
    const cluster_facts facts;
    watch_counts counts;
    counts.sweeps = 3;
    counts.up = true;
    const auto text = watch_metrics(nullptr, counts);
    EXPECT_THAT(text, HasSubstr("\nsipprobe_watch_sweeps 3\n"));
    const sweep_report report{from, facts, {}, {}, "1"};
    EXPECT_THAT(watch_metrics(&report, counts), HasSubstr("sipprobe_info{version=\"1\""));
}

} // namespace
} // namespace srcip::probe
