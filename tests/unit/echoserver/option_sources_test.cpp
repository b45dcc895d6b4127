#include "echoserver/option_sources.hpp"

#include "tests/unit/echoserver/option_command.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace srcip::echoserver {
namespace {

using namespace test;

TEST(OptionSources, BeatOneAnother) {
    const temporary_file file("http-port = 1\n");
    const option_command none{};
    const option_command by_the_file = by_file(file);
    const option_command and_variable{by_the_file.flags, {{"ECHOSERVER_HTTP_PORT", "2"}}};
    option_command and_flag = and_variable;
    and_flag.flags.push_back("--http-port=3");
    EXPECT_EQ(none.valid().http_port, 8080);
    EXPECT_EQ(by_the_file.valid().http_port, 1);
    EXPECT_EQ(and_variable.valid().http_port, 2);
    EXPECT_EQ(and_flag.valid().http_port, 3);
}

TEST(OptionSources, ReplaceListsAsAWhole) {
    const temporary_file file("trusted-proxies = [\"10.0.0.0/8\"]\ntrusted-fields = [\"forwarded\"]\n");
    const auto out = option_command{
        {"--config", file.name(), "--trusted-proxies", "192.0.2.1"},
        {{"ECHOSERVER_TRUSTED_FIELDS",
          "x-real-ip"}}}.valid();
    ASSERT_EQ(out.trust.proxies.size(), 1U);
    EXPECT_EQ(out.trust.proxies.front().to_string(), "192.0.2.1/32");
    EXPECT_FALSE(out.trust.forwarded);
    EXPECT_TRUE(out.trust.x_real_ip);
}

TEST(OptionSources, MayTakeBackWhatTheFileSays) {
    const temporary_file file("address = \"127.0.0.1\"\nthreads = 3\ntrusted-proxies = \"::1\"\nstrict-1.4 = true\n"
                              "tls-cert = \"c.pem\"\n");
    const auto out = option_command{
        {"--config", file.name(), "--address", "any", "--threads", "auto", "--tls-cert", "", "--trusted-proxies",
         "none", "--strict-1.4=false"},
        {}}.valid();
    EXPECT_FALSE(out.address.has_value());
    EXPECT_EQ(out.threads, 0U);
    EXPECT_TRUE(out.trust.proxies.empty());
    EXPECT_FALSE(out.strict_1_4);
    EXPECT_TRUE(out.tls.certificate_file.empty());
}

TEST(OptionSources, LetAVariableNameTheFile) {
    const temporary_file file("http-port = 1\n");
    const option_command by_variable{{}, {{"ECHOSERVER_CONFIG", file.name()}}};
    EXPECT_EQ(by_variable.valid().http_port, 1);
    const temporary_file other("http-port = 2\n");
    EXPECT_EQ((option_command{{"--config", other.name()}, by_variable.variables}.valid().http_port), 2);
}

TEST(OptionSources, TakeEmptyVariablesForUnset) {
    const option_command empty{{}, {{"ECHOSERVER_HTTP_PORT", ""}, {"ECHOSERVER_CONFIG", ""}}};
    EXPECT_EQ(empty.valid().http_port, 8080);
}

TEST(OptionSources, IgnoreTheVariablesOfAServiceWithASimilarName) {
    const option_command linked{{},
                                {{"ECHOSERVER_HTTP_PORT", "tcp://10.96.0.1:80"},
                                 {"ECHOSERVER_UDP_PORT", "udp://10.96.0.1:80"},
                                 {"ECHOSERVER_ADMIN_PORT", "sctp://10.96.0.1:80"},
                                 {"ECHOSERVER_PORT", "tcp://10.96.0.2:80"},
                                 {"ECHOSERVER_SERVICE_HOST", "10.96.0.2"}}};
    const auto out = linked.valid();
    EXPECT_EQ(out.http_port, 8080);
    EXPECT_EQ(out.udp_port, 8081);
    EXPECT_EQ(out.admin_port, 9090);
}

struct bad_value {
    std::string name;
    std::string value;
};

const std::vector<bad_value> bad_values{
    {"http-port", "65536"},
    {"http-port", "x"},
    {"http-port", "off"},
    {"http-port", "tcp:80"},
    {"https-port", "-1"},
    {"udp-port", "on"},
    {"admin-port", "9090x"},
    {"address", "localhost"},
    {"address", "fe80::1%eth0"},
    {"threads", "0"},
    {"threads", "1025"},
    {"threads", "1k"},
    {"tls-cert", "a\\b"},
    {"tls-key", "\x1b[2J"},
    {"proxy-protocol", "on"},
    {"trusted-proxies", "10.0.0.1/8"},
    {"trusted-proxies", "10.0.0.0/33"},
    {"trusted-proxies", "proxy.example"},
    {"trusted-fields", "via"},
    {"format", "1.5"},
    {"compat", "nginx"},
    {"strict-1.4", "2"},
    {"max-connections", "0"},
    {"max-line", "255"},
    {"max-header", "2MiB"},
    {"max-body", "9999MiB"},
    {"proxy-timeout", "0s"},
    {"header-timeout", "1w"},
    {"keep-alive-timeout", "25h"},
    {"body-timeout", "-1s"},
    {"write-timeout", "1.5s"},
    {"linger-timeout", "s"},
    {"min-rate", "0"},
    {"drain-delay", "soon"},
    {"grace-period", "0"},
    {"log-format", "xml"},
    {"access-log", "on"},
    {"access-log-rate", "0"},
};

void expect_one_line(const exit_request& asked, const std::vector<std::string>& parts) {
    EXPECT_EQ(asked.code, exit_usage) << asked.text;
    EXPECT_TRUE(asked.text.starts_with("echoserver: ")) << asked.text;
    EXPECT_EQ(asked.text.find_first_of("\n\r\x1b"), asked.text.npos) << asked.text;
    for (const auto& part : parts)
        EXPECT_NE(asked.text.find(part), asked.text.npos) << part << " is missing: " << asked.text;
}

std::string shown(const std::string& value) { return value.starts_with('\x1b') ? "\"\\x1b[2J\"" : '"' + value + '"'; }

TEST(OptionSources, SayWhichFlagIsWrong) {
    for (const auto& row : bad_values)
        expect_one_line(by_flag(row.name, row.value).refused(),
                        {"--" + row.name, shown(row.value), "must be", "--help"});
}

TEST(OptionSources, SayWhichVariableIsWrong) {
    for (const auto& row : bad_values) {
        const auto command = by_variable(row.name, row.value);
        expect_one_line(command.refused(), {command.variables.begin()->first, shown(row.value), "must be"});
    }
}

TEST(OptionSources, SayWhichKeyOfWhichFileIsWrong) {
    for (const auto& row : bad_values) {
        const temporary_file file(row.name + " = '" + row.value + "'\n");
        expect_one_line(by_file(file).refused(), {row.name, file.name(), shown(row.value), "must be"});
    }
}

TEST(OptionSources, JudgeWhatWasBeatenToo) {
    const temporary_file file("http-port = x\n");
    expect_one_line(option_command{{"--config", file.name(), "--http-port", "1"}, {}}.refused(),
                    {file.name(), "\"x\""});
}

TEST(OptionSources, RefuseNonsenseOnTheCommandLine) {
    const std::vector<std::vector<std::string>> refused = {
        {"--http-port"},
        {"--http-port", ""},
        {"--no-such-option"},
        {"positional"},
        {"-p", "1"},
        {"--http-port", "1", "--http-port", "2"},
        {"--path", "/x"},
        {"--config"},
        {"healthcheck", "x"},
        {"--trusted-proxies", ""},
        {"\x1b[2J\n"},
        {"--=x"},
        {"--address", "[1.2.3.4]"},
        {"--trusted-proxies", "::1", "--trusted-proxies", "none"},
    };
    for (const auto& flags : refused)
        expect_one_line(option_command{flags, {}}.refused(), {"--help"});
}

TEST(OptionSources, RefuseFilesThatAreWrong) {
    struct {
        std::string content;
        std::vector<std::string> named;
    } const refused[] = {
        {"nope = 1\n", {"nope"}},
        {"no\x1bpe = 1\n", {"no\\x1bpe"}},
        {"config = a.toml\n", {"config"}},
        {"print-config = true\n", {"print-config"}},
        {"[tls]\ncert = c.pem\n", {"tls.cert"}},
        {"--http-port = 1\n", {"--http-port"}},
        {"http-port = 1\nhttp-port = 2\n", {"http-port", "2"}},
        {"http-port = 1\nthreads = 2\nhttp-port = 1\n", {"http-port", "twice"}},
        {"http-port = [1, 2]\n", {"http-port", "one value"}},
        {"http-port\n", {"http-port", "\"true\""}},
        {"http-port = \n", {"http-port", "\"\""}},
        {"trusted-proxies = [\"10.0.0.0/8\", \"::1\n", {"no end"}},
        {"trusted-proxies = [\n\"::1\"\nhttp-port = 1\n", {"no end"}},
        {"trusted-proxies = [\"::1\"] and\n", {"no end"}},
        {"trusted-proxies = \"\"\n", {"trusted-proxies"}},
        {std::string("http-port = 80\0junk\n", 20), {"no text file"}},
        {std::string((256U << 10) + 1, '\n'), {"256 KiB"}},
    };
    for (const auto& row : refused) {
        const temporary_file file(row.content);
        expect_one_line(by_file(file).refused(), row.named);
        expect_one_line(by_file(file).refused(), {file.name()});
    }
}

TEST(OptionSources, RefuseFilesThatCannotBeRead) {
    expect_one_line(option_command{{"--config", "/no/such/file"}, {}}.refused(), {"/no/such/file", "No such file"});
    expect_one_line(option_command{{"--config", "/"}, {}}.refused(), {"\"/\"", "directory"});
    expect_one_line(option_command{{"--config", "/dev/zero"}, {}}.refused(), {"/dev/zero", "256 KiB"});
    expect_one_line(option_command{{}, {{"ECHOSERVER_CONFIG", "/no\x1b"}}}.refused(), {"/no\\x1b"});
}

TEST(OptionSources, ReadFilesAsPeopleWriteThem) {
    const temporary_file file("# a comment = 1\n"
                              "; another\n"
                              "\n"
                              "   http-port=1   # behind a value\r\n"
                              "tls-cert = \"/a #1, b/c.pem\" # with a # in it\n"
                              "tls-key = 'it is.pem'\n"
                              "\"strict-1.4\" = true\n"
                              "trusted-proxies = [\n"
                              "  \"10.0.0.0/8\",  # ours\n"
                              "  \"2001:db8::/32\",\n"
                              "]\n"
                              "trusted-fields = forwarded x-real-ip\n"
                              "access-log = off");
    const auto out = by_file(file).valid();
    EXPECT_EQ(out.http_port, 1);
    EXPECT_EQ(out.tls.certificate_file, "/a #1, b/c.pem");
    EXPECT_EQ(out.tls.key_file, "it is.pem");
    EXPECT_TRUE(out.strict_1_4);
    ASSERT_EQ(out.trust.proxies.size(), 2U);
    EXPECT_EQ(out.trust.proxies.back().to_string(), "2001:db8::/32");
    EXPECT_TRUE(out.trust.forwarded && out.trust.x_real_ip && !out.trust.x_forwarded_for);
    EXPECT_EQ(out.log.access, access_log_mode::off);
}

TEST(OptionSources, NeverShowAnyOtherVariable) {
    const option_command secret{{"--print-config"}, {{"PASSWORD", "hush"}, {"ECHOSERVER_PASSWORD", "hush"}}};
    EXPECT_EQ(secret.refused().text.find("hush"), std::string::npos);
}

} // namespace
} // namespace srcip::echoserver
