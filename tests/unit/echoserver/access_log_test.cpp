#include "echoserver/access_log.hpp"

#include "echoserver/descriptor_writer.hpp"
#include "tests/support/owned_pipe.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <latch>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

namespace srcip::echoserver {
namespace {

using std::chrono::milliseconds;
using test::owned_pipe;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

log_options with(access_log_mode mode) {
    log_options settings;
    settings.access = mode;
    settings.sampled_per_second = 2;
    return settings;
}

using batches = std::vector<std::string>;

/// Keeps what is written; to be looked at when the log is gone.
class keeping_writer : public line_writer {
  public:
    explicit keeping_writer(batches& kept)
        : kept_(kept) {}
    std::uint64_t write(std::string_view lines) override {
        kept_.emplace_back(lines);
        return 0;
    }

  private:
    batches& kept_;
};

/// Hangs in its first write until it is let go.
class hanging_writer : public keeping_writer {
  public:
    hanging_writer(batches& kept, std::latch& entered, std::latch& let_go)
        : keeping_writer(kept)
        , entered_(entered)
        , let_go_(let_go) {}
    std::uint64_t write(std::string_view lines) override {
        if (!std::exchange(hung_, true)) {
            entered_.count_down();
            let_go_.wait();
        }
        return keeping_writer::write(lines);
    }

  private:
    std::latch& entered_;
    std::latch& let_go_;
    bool hung_ = false;
};

class losing_writer : public line_writer {
  public:
    std::uint64_t write(std::string_view lines) override {
        return static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
    }
};

/// What the server's own log says meanwhile.
class AccessLog : public testing::Test {
  protected:
    void SetUp() override {
        previous_ = spdlog::default_logger();
        auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(said_);
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink));
    }
    void TearDown() override { spdlog::set_default_logger(previous_); }
    std::string said() const { return said_.str(); }

  private:
    std::ostringstream said_;
    std::shared_ptr<spdlog::logger> previous_;
};

std::string joined(const batches& kept) {
    std::string all;
    for (const auto& batch : kept)
        all += batch;
    return all;
}

TEST_F(AccessLog, WritesWhatIsQueuedBeforeItEnds) {
    batches kept;
    std::string expected;
    {
        access_log log(with(access_log_mode::full), std::make_unique<keeping_writer>(kept));
        for (unsigned i = 0; i < 100; ++i) {
            log.write("line " + std::to_string(i) + "\n", 1);
            expected += "line " + std::to_string(i) + "\n";
        }
    }
    EXPECT_EQ(joined(kept), expected);
    EXPECT_THAT(said(), IsEmpty());
}

TEST_F(AccessLog, WritesNothingWhenOff) {
    batches kept;
    access_log log(with(access_log_mode::off), std::make_unique<keeping_writer>(kept));
    access_log_writer writer(log, with(access_log_mode::off), 0, 1);
    EXPECT_FALSE(writer.wanted(milliseconds(0)));
    writer.tick(milliseconds(5'000));
    log.write("x\n", 1);
    EXPECT_FALSE(writer.pending());
    EXPECT_EQ(log.dropped(), 0U);
    EXPECT_THAT(kept, IsEmpty());
}

/// That this test ends shows that nobody is held up: the writer hangs until the last line has been handed over.
TEST_F(AccessLog, DropsAndCountsWhileTheOutputHangs) {
    batches kept;
    std::latch entered(1);
    std::latch let_go(1);
    {
        access_log log(with(access_log_mode::full), std::make_unique<hanging_writer>(kept, entered, let_go));
        log.write("first\n", 1);
        entered.wait();
        for (unsigned i = 0; i < access_log_queue + 99; ++i)
            log.write("a\nb\n", 2);
        EXPECT_EQ(log.dropped(), 2U * 100U); // the first line is still one of those in the queue
        let_go.count_down();
    }
    EXPECT_EQ(kept.size(), access_log_queue);
    EXPECT_THAT(said(), HasSubstr("200 access log lines were lost"));
}

TEST_F(AccessLog, LosesNoLineUncountedWhenManyThreadsWrite) {
    constexpr unsigned threads = 4;
    constexpr unsigned lines = 5'000;
    batches kept;
    std::uint64_t dropped = 0;
    {
        access_log log(with(access_log_mode::full), std::make_unique<keeping_writer>(kept));
        std::vector<std::thread> writers;
        for (unsigned i = 0; i < threads; ++i)
            writers.emplace_back([&log] {
                for (unsigned line = 0; line < lines; ++line)
                    log.write("x\n", 1);
            });
        for (auto& writer : writers)
            writer.join();
        dropped = log.dropped();
    }
    EXPECT_EQ(kept.size() + dropped, threads * lines);
}

TEST_F(AccessLog, CountsWhatTheOutputLosesAndSaysSoOnce) {
    std::unique_ptr<access_log> log =
        std::make_unique<access_log>(with(access_log_mode::full), std::make_unique<losing_writer>());
    for (unsigned i = 0; i < 10; ++i)
        log->write("a\nb\n", 2);
    while (log->dropped() != 20)
        std::this_thread::yield();
    log.reset();
    const auto text = said();
    EXPECT_THAT(text, HasSubstr("access log lines were lost"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
}

TEST_F(AccessLog, SurvivesAPipeThatNobodyHolds) {
    std::signal(SIGPIPE, SIG_DFL);
    owned_pipe pipe;
    pipe.close_reader();
    access_log log(with(access_log_mode::full), std::make_unique<descriptor_writer>(pipe.writer(), std::nullopt));
    for (unsigned i = 0; i < 10; ++i)
        log.write("a\n", 1);
    while (log.dropped() != 10)
        std::this_thread::yield();
}

TEST_F(AccessLog, EndsAlthoughNobodyReads) {
    owned_pipe pipe;
    pipe.fill();
    access_log log(with(access_log_mode::full),
                   std::make_unique<descriptor_writer>(pipe.writer(), std::nullopt, milliseconds(0)));
    for (unsigned i = 0; i < 2 * access_log_queue; ++i)
        log.write("a\n", 1);
    EXPECT_GE(log.dropped(), access_log_queue);
}

access_record record(std::string_view target) {
    access_record record;
    record.status = 200;
    record.method = "GET";
    record.target = target;
    return record;
}

/// One thread's writer and what it made of it, in batches.
class writing {
  public:
    explicit writing(access_log_mode mode)
        : settings_(with(mode))
        , log_(std::make_unique<access_log>(settings_, std::make_unique<keeping_writer>(kept_)))
        , writer_(std::make_unique<access_log_writer>(*log_, settings_, 0, 1)) {}

    access_log_writer& writer() { return *writer_; }
    access_log& log() { return *log_; }
    void end_writer() { writer_.reset(); }
    const batches& end() {
        writer_.reset();
        log_.reset();
        return kept_;
    }

  private:
    batches kept_;
    log_options settings_;
    std::unique_ptr<access_log> log_;
    std::unique_ptr<access_log_writer> writer_;
};

TEST_F(AccessLog, HandsALoneLineOverAtOnce) {
    writing one(access_log_mode::full);
    for (unsigned i = 0; i < 3; ++i) {
        one.writer().add(record("/lone"), milliseconds(1'000 + 100 * i));
        EXPECT_FALSE(one.writer().pending());
    }
    EXPECT_EQ(one.end().size(), 3U);
}

TEST_F(AccessLog, HandsLinesThatComeQuicklyOverTogether) {
    writing one(access_log_mode::full);
    for (unsigned i = 0; i < 4; ++i)
        one.writer().add(record("/quick"), milliseconds(1'000));
    EXPECT_TRUE(one.writer().pending());
    one.writer().tick(milliseconds(1'001));
    EXPECT_FALSE(one.writer().pending());
    const auto& kept = one.end();
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(std::count(kept[0].begin(), kept[0].end(), '\n'), 1);
    EXPECT_EQ(std::count(kept[1].begin(), kept[1].end(), '\n'), 3);
}

TEST_F(AccessLog, MakesNoBatchLongerThanItSays) {
    writing one(access_log_mode::full);
    for (unsigned i = 0; i < 400; ++i)
        one.writer().add(record(std::string(1 + i * 4, '/')), milliseconds(1'000));
    std::ptrdiff_t lines = 0;
    for (const auto& batch : one.end()) {
        EXPECT_LE(batch.size(), max_access_batch);
        EXPECT_TRUE(batch.ends_with('\n'));
        lines += std::count(batch.begin(), batch.end(), '\n');
    }
    EXPECT_EQ(lines, 400);
}

TEST_F(AccessLog, SaysAfterASecondHowManyLinesSamplingLeftOut) {
    writing one(access_log_mode::sampled); // two a second
    auto& writer = one.writer();
    for (unsigned i = 0; i < 7; ++i)
        if (writer.wanted(milliseconds(1'000)))
            writer.add(record("/sampled"), milliseconds(1'000));
    writer.tick(milliseconds(1'500));
    EXPECT_TRUE(writer.pending());
    EXPECT_EQ(one.log().suppressed(), 0U);
    writer.tick(milliseconds(2'000), {});
    EXPECT_FALSE(writer.pending());
    EXPECT_EQ(one.log().suppressed(), 5U);
    const auto text = joined(one.end());
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
    EXPECT_TRUE(text.ends_with("1970-01-01T00:00:00.000Z suppressed_lines=5\n")) << text;
}

TEST_F(AccessLog, LosesNothingWhenAThreadEnds) {
    writing one(access_log_mode::sampled);
    for (unsigned i = 0; i < 7; ++i)
        if (one.writer().wanted(milliseconds(1'000)))
            one.writer().add(record("/" + std::to_string(i)), milliseconds(1'000));
    one.end_writer();
    EXPECT_EQ(one.log().suppressed(), 5U);
    const auto text = joined(one.end());
    EXPECT_THAT(text, HasSubstr("target=\"/1\""));
    EXPECT_THAT(text, Not(HasSubstr("target=\"/2\"")));
    EXPECT_THAT(text, HasSubstr("suppressed_lines=5\n"));
}

} // namespace
} // namespace srcip::echoserver
