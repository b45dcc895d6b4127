#include "echoserver/server_log.hpp"

#include "tests/support/owned_pipe.hpp"

#include <srcip/printable.hpp>

#include <spdlog/details/log_msg.h>
#include <spdlog/formatter.h>
#include <spdlog/spdlog.h>

#include <boost/json/parse.hpp>

#include <gmock/gmock.h>

#include <utility>

namespace srcip::echoserver {
namespace {

using testing::MatchesRegex;

constexpr auto time_pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}[+-][0-9]{2}:[0-9]{2}";

std::string line(log_format format, std::string_view message) {
    const auto formatter = server_log_formatter(format);
    spdlog::memory_buf_t out;
    formatter->clone()->format(
        spdlog::details::log_msg("echoserver", spdlog::level::warn, {message.data(), message.size()}), out);
    return {out.data(), out.size()};
}

TEST(ServerLog, IsTimeLevelAndMessage) {
    EXPECT_THAT(line(log_format::text, "listening on [::]:8080"),
                MatchesRegex(std::string(time_pattern) + " warning listening on \\[::\\]:8080\n"));
}

TEST(ServerLog, IsAnObjectOfJson) {
    const auto object = boost::json::parse(line(log_format::json, "a \"quoted\" word")).as_object();
    EXPECT_EQ(object.size(), 3U);
    EXPECT_THAT(std::string(object.at("time").as_string()), MatchesRegex(time_pattern));
    EXPECT_EQ(object.at("level"), "warning");
    EXPECT_EQ(object.at("message"), "a \"quoted\" word");
}

TEST(ServerLog, HoldsEveryByteWithoutHarm) {
    for (unsigned byte = 0; byte != 256; ++byte)
        for (const auto format : {log_format::text, log_format::json}) {
            const auto message = "a\xe2\x80" + std::string(1, static_cast<char>(byte)) + "\n\"}\\%*{}";
            const auto logged = line(format, message);
            ASSERT_TRUE(logged.ends_with('\n'));
            const auto visible = logged.substr(0, logged.size() - 1);
            EXPECT_EQ(printable(visible, 10'000), visible) << byte;
            if (format == log_format::json) {
                EXPECT_EQ(boost::json::parse(visible).as_object().size(), 3U) << byte;
            }
        }
}

TEST(ServerLog, MakesNoLineLongerThanAPipeTakesAtOnce) {
    for (const auto* piece : {"x", "\x01", "\"", "\xff"}) {
        std::string message;
        while (message.size() < 100'000)
            message += piece;
        for (const auto format : {log_format::text, log_format::json})
            EXPECT_LE(line(format, message).size(), 4'096U);
    }
}

/// Standard error of this process, led into a pipe for a while.
class captured_stderr {
  public:
    captured_stderr()
        : previous_(::dup(STDERR_FILENO)) {
        ::dup2(pipe_.writer(), STDERR_FILENO);
    }
    ~captured_stderr() { restore(); }
    captured_stderr(const captured_stderr&) = delete;
    captured_stderr& operator=(const captured_stderr&) = delete;

    test::owned_pipe& pipe() { return pipe_; }
    void restore() {
        if (previous_ < 0)
            return;
        ::dup2(previous_, STDERR_FILENO);
        ::close(std::exchange(previous_, -1));
    }

  private:
    test::owned_pipe pipe_;
    int previous_;
};

class DefaultLog : public testing::Test {
  protected:
    void TearDown() override { spdlog::set_default_logger(previous_); }

  private:
    std::shared_ptr<spdlog::logger> previous_ = spdlog::default_logger();
};

TEST_F(DefaultLog, GoesToStandardError) {
    captured_stderr captured;
    set_up_server_log({log_format::json});
    spdlog::info("one\ntwo {}", 3);
    set_up_server_log({log_format::text});
    spdlog::warn("four");
    spdlog::debug("not shown");
    captured.restore();
    const auto text = captured.pipe().read_rest();
    EXPECT_THAT(text, MatchesRegex("\\{\"time\":\"" + std::string(time_pattern) +
                                   "\",\"level\":\"info\",\"message\":\"one\\\\u000atwo 3\"\\}\n" + time_pattern +
                                   " warning four\n"));
}

TEST_F(DefaultLog, HoldsNobodyUpWhenNobodyReads) {
    captured_stderr captured;
    captured.pipe().fill();
    set_up_server_log({});
    for (unsigned i = 0; i < 1'000; ++i)
        spdlog::info("line {}", i);
    captured.restore();
    EXPECT_EQ(captured.pipe().read_rest().find("line"), std::string::npos);
}

} // namespace
} // namespace srcip::echoserver
