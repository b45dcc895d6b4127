#include "echoserver/options.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace srcip::echoserver {
namespace {

using namespace std::chrono_literals;

std::variant<options, exit_request, healthcheck_request> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "echoserver");
    return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

options valid(const std::vector<const char*>& arguments) {
    const auto parsed = parse(arguments);
    if (const auto* asked = std::get_if<exit_request>(&parsed))
        ADD_FAILURE() << asked->text;
    return std::holds_alternative<options>(parsed) ? std::get<options>(parsed) : options{};
}

TEST(Options, HaveTheDocumentedDefaults) {
    const auto out = valid({});
    EXPECT_FALSE(out.address.has_value());
    EXPECT_EQ(out.http_port, 8080);
    EXPECT_EQ(out.threads, 0U);
    EXPECT_FALSE(out.strict_1_4);
    EXPECT_EQ(out.limits.max_line_bytes, 8192U);
    EXPECT_EQ(out.limits.max_header_bytes, 16384U);
    EXPECT_EQ(out.limits.max_body_bytes, 10485760U);
    EXPECT_EQ(out.timeouts.header, 10s);
    EXPECT_EQ(out.timeouts.keep_alive, 60s);
}

TEST(Options, AreRead) {
    const auto out = valid({"--address", "127.0.0.1", "--http-port=0", "--threads", "3", "--strict-1.4", "--max-line",
                            "4KiB", "--max-body", "1MiB", "--header-timeout", "500ms", "--keep-alive-timeout", "2m",
                            "--min-rate", "10", "--grace-period", "5"});
    EXPECT_EQ(out.address->to_string(), "127.0.0.1");
    EXPECT_EQ(out.http_port, 0);
    EXPECT_EQ(out.threads, 3U);
    EXPECT_TRUE(out.strict_1_4);
    EXPECT_EQ(out.limits.max_line_bytes, 4096U);
    EXPECT_EQ(out.limits.max_body_bytes, 1048576U);
    EXPECT_EQ(out.timeouts.header, 500ms);
    EXPECT_EQ(out.timeouts.keep_alive, 2min);
    EXPECT_EQ(out.timeouts.min_rate, 10U);
    EXPECT_EQ(out.grace_period, 5s);
}

TEST(Options, TakeAddressesWithAndWithoutBrackets) {
    EXPECT_EQ(valid({"--address", "[::1]"}).address->to_string(), "::1");
    EXPECT_EQ(valid({"--address", "::1"}).address->to_string(), "::1");
}

TEST(Options, RefuseNonsenseInOneLineThatNamesIt) {
    const std::vector<std::vector<const char*>> rows = {
        {"--http-port", "65536"},
        {"--http-port", "x"},
        {"--http-port", ""},
        {"--http-port"},
        {"--address", "localhost"},
        {"--address", "[1.2.3.4]"},
        {"--threads", "0"},
        {"--threads", "99999"},
        {"--max-header", "10"},
        {"--max-body", "9999MiB"},
        {"--max-line", "-1"},
        {"--header-timeout", "0"},
        {"--header-timeout", "1w"},
        {"--min-rate", "0"},
        {"--no-such-option"},
        {"positional"},
        {"--http-port", "1", "--http-port", "2"},
    };
    for (const auto& row : rows) {
        const auto parsed = parse(row);
        ASSERT_TRUE(std::holds_alternative<exit_request>(parsed)) << row.front();
        const auto& asked = std::get<exit_request>(parsed);
        EXPECT_EQ(asked.code, exit_usage) << row.front();
        EXPECT_EQ(asked.text.find('\n'), asked.text.npos) << asked.text;
        EXPECT_NE(asked.text.find(row.front()), asked.text.npos) << asked.text;
        EXPECT_NE(asked.text.find("--help"), asked.text.npos) << asked.text;
    }
}

TEST(Options, EscapeWhatTheyRepeat) {
    const auto asked = std::get<exit_request>(parse({"--http-port", "\x1b[2Jx"}));
    EXPECT_EQ(asked.text.find('\x1b'), asked.text.npos) << asked.text;
}

TEST(Options, PrintHelpAndVersion) {
    const auto help = std::get<exit_request>(parse({"--help"}));
    EXPECT_EQ(help.code, exit_ok);
    for (const auto* option : {"--http-port", "--address", "--threads", "--strict-1.4", "--header-timeout"})
        EXPECT_NE(help.text.find(option), help.text.npos) << option;
    const auto version = std::get<exit_request>(parse({"--version"}));
    EXPECT_EQ(version.code, exit_ok);
    EXPECT_EQ(version.text.rfind("echoserver ", 0), 0U) << version.text;
}

} // namespace
} // namespace srcip::echoserver
