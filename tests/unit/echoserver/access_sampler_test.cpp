#include "echoserver/access_sampler.hpp"

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

using std::chrono::milliseconds;

log_options sampled(unsigned per_second) {
    log_options settings;
    settings.access = access_log_mode::sampled;
    settings.sampled_per_second = per_second;
    return settings;
}

/// How many of so many requests at one time are wanted.
unsigned ask(access_sampler& sampler, unsigned requests, std::int64_t at) {
    unsigned wanted = 0;
    for (unsigned i = 0; i < requests; ++i)
        wanted += sampler.wanted(milliseconds(at)) ? 1 : 0;
    return wanted;
}

TEST(AccessSampler, WantsAllOrNoneWhenToldSo) {
    auto settings = sampled(1);
    settings.access = access_log_mode::full;
    access_sampler full(settings, 0, 4);
    EXPECT_EQ(ask(full, 1000, 5), 1000U);
    settings.access = access_log_mode::off;
    access_sampler off(settings, 0, 4);
    EXPECT_EQ(ask(off, 1000, 5), 0U);
    EXPECT_FALSE(full.has_suppressed());
    EXPECT_FALSE(off.has_suppressed());
    EXPECT_EQ(off.take_all_suppressed(), 0U);
}

TEST(AccessSampler, WantsSoManyASecondWhateverTheClockBeginsWith) {
    for (const std::int64_t start : {std::int64_t(0), std::int64_t(-5'000), std::int64_t(86'400'000'000)}) {
        access_sampler sampler(sampled(10), 0, 1);
        EXPECT_EQ(ask(sampler, 25, start), 10U);
        EXPECT_EQ(ask(sampler, 25, start + 999), 0U);
        EXPECT_EQ(ask(sampler, 25, start + 1'000), 10U);
        EXPECT_EQ(ask(sampler, 5, start + 5'000), 5U);
        EXPECT_EQ(ask(sampler, 25, start + 5'500), 5U);
    }
}

TEST(AccessSampler, SharesTheRateAmongThreads) {
    struct row {
        unsigned rate;
        unsigned threads;
        std::int64_t seconds;
        unsigned total;
    };
    const row rows[] = {
        {100, 1, 1, 100}, {100, 4, 1, 100}, {10, 4, 1, 10}, {4, 4, 1, 4}, {1, 4, 4, 4}, // one line each in four seconds
        {2, 4, 4, 8},     {3, 4, 4, 12},    {0, 4, 4, 0},   {0, 1, 1, 0},
    };
    for (const auto& [rate, threads, seconds, total] : rows) {
        unsigned wanted = 0;
        for (unsigned thread = 0; thread < threads; ++thread) {
            access_sampler sampler(sampled(rate), thread, threads);
            for (std::int64_t at = 0; at < seconds * 1'000; at += 10)
                wanted += ask(sampler, 50, at);
        }
        EXPECT_EQ(wanted, total) << rate << " a second, " << threads << " threads";
    }
}

TEST(AccessSampler, TellsOnceHowManyItLeftOutWhenTheSecondIsOver) {
    access_sampler sampler(sampled(10), 0, 1);
    ask(sampler, 25, 100);
    EXPECT_TRUE(sampler.has_suppressed());
    EXPECT_EQ(sampler.take_suppressed(milliseconds(1'099)), 0U);
    EXPECT_EQ(sampler.take_suppressed(milliseconds(1'100)), 15U);
    EXPECT_FALSE(sampler.has_suppressed());
    EXPECT_EQ(sampler.take_suppressed(milliseconds(9'000)), 0U);
}

TEST(AccessSampler, AddsUpWhatNobodyTook) {
    access_sampler sampler(sampled(10), 0, 1);
    ask(sampler, 25, 0);
    ask(sampler, 12, 1'000);
    EXPECT_EQ(sampler.take_suppressed(milliseconds(1'000)), 15U);
    ask(sampler, 3, 1'001);
    EXPECT_EQ(sampler.take_all_suppressed(), 5U);
    EXPECT_FALSE(sampler.has_suppressed());
}

TEST(AccessSampler, SaysNothingAfterASecondThatHadRoom) {
    access_sampler sampler(sampled(10), 0, 1);
    ask(sampler, 10, 0);
    EXPECT_FALSE(sampler.has_suppressed());
    EXPECT_EQ(sampler.take_suppressed(milliseconds(5'000)), 0U);
}

} // namespace
} // namespace srcip::echoserver
