#include "echoserver/option_help.hpp"

#include "tests/support/test_data.hpp"
#include "tests/unit/echoserver/option_command.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace srcip::echoserver {
namespace {

using namespace test;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        out.push_back(line);
    return out;
}

std::set<std::string> every_option() {
    std::set<std::string> names{"--config", "--print-config", "--help", "--version"};
    for (const auto& group : option_groups())
        for (const auto& entry : group.entries)
            names.insert(flag_name(entry));
    return names;
}

/// The first match of `pattern`'s first group in each line.
std::set<std::string> found_in(const std::string& text, const std::string& pattern) {
    std::set<std::string> names;
    const std::regex expression(pattern);
    std::smatch match;
    for (const auto& line : lines_of(text))
        if (std::regex_search(line, match, expression))
            names.insert(match[1]);
    return names;
}

std::string help() { return option_command{{"--help"}, {}}.refused().text; }

TEST(OptionHelp, ListsEveryOption) {
    EXPECT_EQ(option_command({{"--help"}, {}}).refused().code, exit_ok);
    EXPECT_EQ(found_in(help(), "^  (--[a-z0-9.-]+)"), every_option());
}

TEST(OptionHelp, FitsIntoEightyColumns) {
    for (const auto& text : {help(), healthcheck_help_text()})
        for (const auto& line : lines_of(text))
            EXPECT_LE(line.size(), 80U) << line;
}

TEST(OptionHelp, HasTheGroupsInTheirOrder) {
    std::size_t at = 0;
    for (const std::string title :
         {"Listening", "TLS", "Proxies", "Answers", "Limits", "Deadlines", "Draining", "Logging", "Configuration"}) {
        const auto found = help().find("\n" + title + ":\n");
        ASSERT_NE(found, std::string::npos) << title;
        EXPECT_GT(found, at) << title;
        at = found;
    }
}

TEST(OptionHelp, ShowsDefaults) {
    for (const std::string shown : {"[any]", "[8080]", "[8443]", "[auto]", "[none]", "[10MiB]", "[60s]", "[off]"})
        EXPECT_NE(help().find(shown), std::string::npos) << shown;
}

TEST(OptionHelp, IsPrintedWhateverTheFileSays) {
    EXPECT_EQ((option_command{{"--config", "/no/such/file", "--help"}, {}}.refused().code), exit_ok);
}

TEST(OptionHelp, KnowsTheHealthcheck) {
    const auto asked = option_command{{"healthcheck", "--help"}, {}}.refused();
    EXPECT_EQ(asked.code, exit_ok);
    EXPECT_NE(asked.text.find("--path PATH"), std::string::npos);
}

TEST(OptionHelp, AndVersion) {
    const auto asked = option_command{{"--version"}, {}}.refused();
    EXPECT_EQ(asked.code, exit_ok);
    EXPECT_TRUE(asked.text.starts_with("echoserver ")) << asked.text;
}

TEST(OptionHelp, AgreesWithTheDocumentation) {
    std::ifstream file(srcip::test::checkout_file("docs/echoserver.md"));
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(found_in(page, "^\\|[^|]*\\| `(--[a-z0-9.-]+)"), every_option());
}

/// Every option's texts, which is all that can be told apart.
std::vector<std::string> texts_of(const options& values) {
    std::vector<std::string> out;
    for (const auto& group : option_groups())
        for (const auto& entry : group.entries)
            for (const auto& text : entry.write(values))
                out.push_back(entry.name + "=" + text);
    return out;
}

TEST(PrintConfig, IsReadBackToTheSameOptions) {
    const std::vector<std::vector<std::string>> commands = {
        {},
        {"--address", "::1", "--http-port", "0", "--https-port", "off", "--threads", "3"},
        {"--tls-cert", "/a #1, [b] 'c' = d.pem", "--tls-client-ca", " spaces around "},
        {"--tls-cert", "c.pem", "--tls-key", "true", "--tls-client-ca", "[x, y]"},
        {"--trusted-proxies", "10.0.0.0/8,::1", "--trusted-fields", "forwarded", "--strict-1.4"},
        {"--trusted-proxies", "0.0.0.0/0", "--trusted-fields", "none", "--format", "1.10", "--compat", "agnhost"},
        {"--max-line", "300", "--max-header", "299", "--max-body", "0", "--drain-delay", "1ms", "--grace-period", "2h"},
        {"--access-log", "off", "--log-format", "json", "--proxy-protocol", "off", "--admin-port", "0"},
    };
    for (auto flags : commands) {
        const auto before = option_command{flags, {}}.valid();
        flags.push_back("--print-config");
        const auto printed = option_command{flags, {}}.refused();
        EXPECT_EQ(printed.code, exit_ok);
        const temporary_file file(printed.text);
        EXPECT_EQ(texts_of(by_file(file).valid()), texts_of(before)) << printed.text;
    }
}

TEST(PrintConfig, SaysWhereEachValueCameFrom) {
    const temporary_file file("http-port = 1\nudp-port = 2\nadmin-port = 3\n");
    const auto text = option_command{{"--config", file.name(), "--admin-port", "30", "--print-config"},
                                     {{"ECHOSERVER_UDP_PORT", "20"}}}
                          .refused()
                          .text;
    const auto matches = [&text](const std::string& pattern) { return std::regex_search(text, std::regex(pattern)); };
    EXPECT_TRUE(matches("\nhttp-port = 1 +# file " + file.name() + "\n")) << text;
    EXPECT_TRUE(matches("\nhttps-port = 8443 +# default\n")) << text;
    EXPECT_TRUE(matches("\nudp-port = 20 +# variable ECHOSERVER_UDP_PORT\n")) << text;
    EXPECT_TRUE(matches("\nadmin-port = 30 +# flag\n")) << text;
}

TEST(PrintConfig, PrintsNothingThatIsWrong) {
    EXPECT_EQ((option_command{{"--print-config", "--http-port", "x"}, {}}.refused().code), exit_usage);
}

} // namespace
} // namespace srcip::echoserver
