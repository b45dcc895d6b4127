#include "echoserver/options.hpp"

#include "tests/unit/echoserver/option_command.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace srcip::echoserver {
namespace {

using namespace std::chrono_literals;
using namespace test;

struct row {
    std::string name;
    std::string value;
    std::function<bool(const options&)> by_default;
    std::function<bool(const options&)> when_set;
};

std::vector<cidr> networks(const std::vector<std::string>& texts) {
    std::vector<cidr> out;
    for (const auto& text : texts)
        out.push_back(*cidr::parse(text));
    return out;
}

bool fields(const options& o, bool forwarded, bool x_forwarded_for, bool x_real_ip) {
    return o.trust.forwarded == forwarded && o.trust.x_forwarded_for == x_forwarded_for &&
           o.trust.x_real_ip == x_real_ip;
}

// clang-format off
#define IS(expression) [](const options& o) { return expression; }
const std::vector<row> rows{
    {"address", "127.0.0.1", IS(!o.address), IS(o.address->to_string() == "127.0.0.1")},
    {"address", "::1", IS(!o.address), IS(o.address->to_string() == "::1")},
    {"address", "[::1]", IS(!o.address), IS(o.address->to_string() == "::1")},
    {"address", "any", IS(!o.address), IS(!o.address)},
    {"http-port", "0", IS(o.http_port == 8080), IS(o.http_port == 0)},
    {"https-port", "65535", IS(o.https_port == 8443), IS(o.https_port == 65535)},
    {"https-port", "off", IS(o.https_port == 8443), IS(!o.https_port)},
    {"udp-port", "8080", IS(o.udp_port == 8081), IS(o.udp_port == 8080)},
    {"udp-port", "off", IS(o.udp_port == 8081), IS(!o.udp_port)},
    {"admin-port", "0", IS(o.admin_port == 9090), IS(o.admin_port == 0)},
    {"admin-port", "off", IS(o.admin_port == 9090), IS(!o.admin_port)},
    {"threads", "3", IS(o.threads == 0), IS(o.threads == 3)},
    {"threads", "auto", IS(o.threads == 0), IS(o.threads == 0)},
    {"tls-cert", "/etc/a.pem", IS(o.tls.certificate_file.empty()), IS(o.tls.certificate_file == "/etc/a.pem" && o.tls.key_file == "/etc/a.pem")},
    {"tls-client-ca", "ca.pem", IS(o.tls.client_ca_file.empty()), IS(o.tls.client_ca_file == "ca.pem")},
    {"proxy-protocol", "require", IS(o.proxy == proxy_mode::detect), IS(o.proxy == proxy_mode::require)},
    {"proxy-protocol", "off", IS(o.proxy == proxy_mode::detect), IS(o.proxy == proxy_mode::off)},
    {"trusted-proxies", "192.0.2.7", IS(o.trust.proxies.empty()), IS(o.trust.proxies == networks({"192.0.2.7/32"}))},
    {"trusted-proxies", "10.0.0.0/8, 2001:db8::/32,", IS(o.trust.proxies.empty()), IS(o.trust.proxies == networks({"10.0.0.0/8", "2001:db8::/32"}))},
    {"trusted-proxies", "none", IS(o.trust.proxies.empty()), IS(o.trust.proxies.empty())},
    {"trusted-fields", "forwarded", IS(fields(o, true, true, true)), IS(fields(o, true, false, false))},
    {"trusted-fields", "x-real-ip,x-forwarded-for", IS(fields(o, true, true, true)), IS(fields(o, false, true, true))},
    {"trusted-fields", "none", IS(fields(o, true, true, true)), IS(fields(o, false, false, false))},
    {"format", "1.10", IS(o.text == text_version::v1_4), IS(o.text == text_version::v1_10)},
    {"strict-1.4", "true", IS(!o.strict_1_4), IS(o.strict_1_4)},
    {"strict-1.4", "off", IS(!o.strict_1_4), IS(!o.strict_1_4)},
    {"compat", "agnhost", IS(o.compat == compatibility::none), IS(o.compat == compatibility::agnhost)},
    {"max-connections", "7", IS(o.max_connections == 65536), IS(o.max_connections == 7)},
    {"max-line", "4KiB", IS(o.limits.max_line_bytes == 8192), IS(o.limits.max_line_bytes == 4096)},
    {"max-header", "32k", IS(o.limits.max_header_bytes == 16384), IS(o.limits.max_header_bytes == 32768)},
    {"max-body", "0", IS(o.limits.max_body_bytes == 10485760), IS(o.limits.max_body_bytes == 0)},
    {"max-body", "1MiB", IS(o.limits.max_body_bytes == 10485760), IS(o.limits.max_body_bytes == 1048576)},
    {"proxy-timeout", "1s", IS(o.timeouts.proxy == 10s), IS(o.timeouts.proxy == 1s)},
    {"header-timeout", "500ms", IS(o.timeouts.header == 10s), IS(o.timeouts.header == 500ms)},
    {"keep-alive-timeout", "2m", IS(o.timeouts.keep_alive == 60s), IS(o.timeouts.keep_alive == 2min)},
    {"body-timeout", "1h", IS(o.timeouts.body == 10s), IS(o.timeouts.body == 1h)},
    {"write-timeout", "5", IS(o.timeouts.write == 10s), IS(o.timeouts.write == 5s)},
    {"min-rate", "10", IS(o.timeouts.min_rate == 1024), IS(o.timeouts.min_rate == 10)},
    {"linger-timeout", "1s", IS(o.timeouts.linger == 5s), IS(o.timeouts.linger == 1s)},
    {"drain-delay", "0s", IS(o.drain_delay == 5s), IS(o.drain_delay == 0s)},
    {"grace-period", "5", IS(o.grace_period == 30s), IS(o.grace_period == 5s)},
    {"log-format", "json", IS(o.log.format == log_format::text), IS(o.log.format == log_format::json)},
    {"access-log", "off", IS(o.log.access == access_log_mode::sampled), IS(o.log.access == access_log_mode::off)},
    {"access-log", "full", IS(o.log.access == access_log_mode::sampled), IS(o.log.access == access_log_mode::full)},
    {"access-log-rate", "1", IS(o.log.sampled_per_second == 100), IS(o.log.sampled_per_second == 1)},
};
#undef IS
// clang-format on

TEST(Options, HaveTheDocumentedDefaults) {
    const auto defaults = option_command{}.valid();
    for (const auto& row : rows)
        EXPECT_TRUE(row.by_default(defaults)) << row.name;
}

TEST(Options, AreReadFromFlags) {
    for (const auto& row : rows)
        EXPECT_TRUE(row.when_set(by_flag(row.name, row.value).valid())) << row.name << " " << row.value;
}

TEST(Options, AreReadFromVariables) {
    for (const auto& row : rows)
        EXPECT_TRUE(row.when_set(by_variable(row.name, row.value).valid())) << row.name << " " << row.value;
}

TEST(Options, AreReadFromAFileWithAndWithoutQuotes) {
    for (const auto& row : rows) {
        for (const std::string quote : {"", "\"", "'"}) {
            const temporary_file file(row.name + " = " + quote + row.value + quote + "\n");
            EXPECT_TRUE(row.when_set(by_file(file).valid())) << row.name << " " << quote << row.value;
        }
    }
}

TEST(Options, TakeFlagValuesBehindASpaceToo) {
    EXPECT_EQ((option_command{{"--http-port", "1"}, {}}.valid().http_port), 1);
    EXPECT_TRUE((option_command{{"--strict-1.4"}, {}}.valid().strict_1_4));
}

TEST(Options, TakeTheKeyFromWhereItIsNamed) {
    const auto out = option_command{{"--tls-cert", "c.pem", "--tls-key", "k.pem"}, {}}.valid();
    EXPECT_EQ(out.tls.certificate_file, "c.pem");
    EXPECT_EQ(out.tls.key_file, "k.pem");
}

TEST(Options, GatherAListThatIsRepeated) {
    const auto out =
        option_command{{"--trusted-proxies", "10.0.0.0/8", "--trusted-proxies", "::1,192.0.2.1"}, {}}.valid();
    EXPECT_EQ(out.trust.proxies, networks({"10.0.0.0/8", "::1/128", "192.0.2.1/32"}));
}

TEST(Options, KeepTheLongestLineWithinTheHeader) {
    const auto out = by_flag("max-header", "1KiB").valid();
    EXPECT_EQ(out.limits.max_line_bytes, 1024U);
}

TEST(Options, RefuseCombinationsThatMakeNoSense) {
    struct {
        std::vector<std::string> flags;
        std::vector<std::string> named;
    } const refused[] = {
        {{"--tls-key", "k.pem"}, {"--tls-key", "--tls-cert"}},
        {{"--strict-1.4", "--format", "1.10"}, {"--strict-1.4", "--format"}},
        {{"--http-port", "8443"}, {"--http-port", "--https-port", "8443"}},
        {{"--http-port", "9090"}, {"--http-port", "--admin-port", "9090"}},
        {{"--https-port", "5", "--admin-port", "5"}, {"--https-port", "--admin-port"}},
    };
    for (const auto& row : refused) {
        const auto asked = option_command{row.flags, {}}.refused();
        EXPECT_EQ(asked.code, exit_usage) << asked.text;
        for (const auto& name : row.named)
            EXPECT_NE(asked.text.find(name), asked.text.npos) << asked.text;
    }
}

TEST(Options, AllowPortsThatDoNotCollide) {
    option_command{{"--http-port", "0", "--https-port", "0", "--admin-port", "0"}, {}}.valid();
    option_command{{"--https-port", "off", "--admin-port", "off"}, {}}.valid();
    EXPECT_EQ((option_command{{"--http-port", "53", "--udp-port", "53"}, {}}.valid().udp_port), 53);
}

TEST(Options, OfAgnhostsPathsNeedThem) {
    const std::vector<std::vector<std::string>> theirs = {{"--agnhost-allow-exit"},
                                                          {"--agnhost-http-override", "/echo?msg=a"}};
    for (auto flags : theirs) {
        const auto refused = option_command{flags, {}}.refused();
        EXPECT_EQ(refused.code, exit_usage);
        EXPECT_NE(refused.text.find(flags.front() + " without --compat agnhost"), refused.text.npos) << refused.text;
        flags.insert(flags.end(), {"--compat", "agnhost"});
        EXPECT_EQ((option_command{flags, {}}.valid().compat), compatibility::agnhost);
    }
}

TEST(Options, AskForAHealthcheck) {
    struct {
        std::vector<std::string> flags;
        std::string at;
        std::string path;
    } const asked[] = {
        {{"healthcheck"}, "127.0.0.1:9090", "/healthz"},
        {{"healthcheck", "--path", "/readyz", "--admin-port", "7"}, "127.0.0.1:7", "/readyz"},
        {{"--admin-port", "7", "healthcheck", "--path=/x?y"}, "127.0.0.1:7", "/x?y"},
        {{"healthcheck", "--address", "0.0.0.0"}, "127.0.0.1:9090", "/healthz"},
        {{"healthcheck", "--address", "::"}, "[::1]:9090", "/healthz"},
        {{"healthcheck", "--address", "192.0.2.1"}, "192.0.2.1:9090", "/healthz"},
    };
    for (const auto& row : asked) {
        const auto parsed = option_command{row.flags, {}}.parse();
        ASSERT_TRUE(std::holds_alternative<healthcheck_request>(parsed)) << row.at;
        EXPECT_EQ(std::get<healthcheck_request>(parsed).at.to_string(), row.at);
        EXPECT_EQ(std::get<healthcheck_request>(parsed).path, row.path);
    }
}

TEST(Options, KnowTheHealthchecksPortFromVariablesToo) {
    const auto parsed = option_command{{"healthcheck"}, {{"ECHOSERVER_ADMIN_PORT", "7"}}}.parse();
    EXPECT_EQ(std::get<healthcheck_request>(parsed).at.port, 7);
}

TEST(Options, SayWhenThereIsNothingToCheck) {
    for (const std::string port : {"off", "0"}) {
        const auto asked = option_command{{"healthcheck", "--admin-port", port}, {}}.refused();
        EXPECT_EQ(asked.code, exit_failure);
        EXPECT_NE(asked.text.find("--admin-port"), asked.text.npos) << asked.text;
    }
    for (const std::string path : {"", "x", "/ HTTP/1.1\r\nA: b", "/\x7f"})
        EXPECT_EQ((option_command{{"healthcheck", "--path", path}, {}}.refused().code), exit_usage) << path;
}

} // namespace
} // namespace srcip::echoserver
