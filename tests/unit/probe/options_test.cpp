#include "probe/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

std::variant<options, early_exit> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "sipprobe");
    return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

TEST(sipprobe_options, default_to_the_documented_values) {
    const auto out = std::get<options>(parse({}));
    EXPECT_TRUE(out.nodes.empty());
    EXPECT_EQ(out.concurrency, 64U);
    EXPECT_EQ(out.connect_timeout, 1s);
    EXPECT_EQ(out.timeout, 3s);
    EXPECT_EQ(out.format, output_format::table);
    EXPECT_EQ(out.color, color_choice::automatic);
    EXPECT_FALSE(out.all_namespaces);
}

TEST(sipprobe_options, reach_the_struct) {
    const auto out =
        std::get<options>(parse({"--nodes", "10.0.0.1,fd00::1", "--port=30080", "--service", "web/api", "--service",
                                 "db", "-l", "app=web", "-o", "json", "--timeout", "250ms", "--color=never"}));
    EXPECT_THAT(out.nodes, ElementsAre(ip_address::parse("10.0.0.1").value(), ip_address::parse("fd00::1").value()));
    EXPECT_EQ(out.port, 30080);
    EXPECT_THAT(out.services, ElementsAre("web/api", "db"));
    EXPECT_EQ(out.selector, "app=web");
    EXPECT_EQ(out.format, output_format::json);
    EXPECT_EQ(out.timeout, 250ms);
    EXPECT_EQ(out.color, color_choice::never);
}

TEST(sipprobe_options, refuse_what_makes_no_sense_in_one_line_and_with_status_2) {
    struct row {
        std::vector<const char*> arguments;
        const char* says;
    };
    const row table[] = {
        {{"--frobnicate"}, "--frobnicate"},
        {{"extra"}, "extra"},
        {{"--nodes", "n1"}, "'n1' is neither auto nor an IP address"},
        {{"--nodes", "10.0.0.1,"}, "neither auto nor an IP address"},
        {{"--port", "80"}, "--port goes with --nodes"},
        {{"--nodes=10.0.0.1", "--port", "0"}, "--port"},
        {{"--nodes=10.0.0.1", "--port", "65536"}, "--port"},
        {{"--nodes=10.0.0.1", "--port", "http"}, "--port"},
        {{"-n", "a", "-A"}, "--all-namespaces"},
        {{"-A", "--service", "api"}, "needs its namespace"},
        {{"--service", "a/b/c"}, "neither NAME nor NAMESPACE/NAME"},
        {{"--service", "/b"}, "neither NAME nor NAMESPACE/NAME"},
        {{"--timeout", "0"}, "--timeout"},
        {{"--connect-timeout", "1h"}, "--connect-timeout"},
        {{"--concurrency", "0"}, "--concurrency"},
        {{"-o", "yaml"}, "yaml"},
        {{"--nodes", "\x1b[31m\nx"}, "\\x1b[31m"},
    };
    for (const auto& r : table) {
        const auto exit = std::get<early_exit>(parse(r.arguments));
        EXPECT_EQ(exit.status, exit_usage) << r.says;
        EXPECT_THAT(exit.text, HasSubstr(r.says));
        EXPECT_EQ(exit.text.find('\n'), exit.text.size() - 1) << exit.text;
        EXPECT_EQ(exit.text.rfind("sipprobe: ", 0), 0U) << exit.text;
    }
}

TEST(sipprobe_options, help_and_version_are_no_errors) {
    EXPECT_EQ(std::get<early_exit>(parse({"--help"})).status, 0);
    EXPECT_THAT(std::get<early_exit>(parse({"--help"})).text, HasSubstr("Exit status:"));
    EXPECT_EQ(std::get<early_exit>(parse({"--version"})).status, 0);
    EXPECT_THAT(std::get<early_exit>(parse({"--version"})).text, testing::StartsWith("sipprobe "));
}

TEST(duration, has_a_unit_or_means_seconds) {
    const std::pair<const char*, std::chrono::milliseconds> table[] = {
        {"1s", 1s}, {"500ms", 500ms}, {"1.5", 1500ms}, {"2", 2s}, {"0.001", 1ms}, {"10m", 600s}, {"1.5m", 90s}};
    for (const auto& [text, time] : table)
        EXPECT_EQ(parse_duration(text), time) << text;
    for (const auto* text : {"", "s", "0", "0ms", "-1s", "11m", "1h", "1 s", "1s ", "1e3", "nan", "inf", "0x1", "1,5"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

} // namespace
} // namespace srcip::probe
