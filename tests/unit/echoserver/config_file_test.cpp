#include "echoserver/config_file.hpp"

#include "tests/unit/echoserver/option_command.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace srcip::echoserver {
namespace {

using namespace test;

constexpr std::string_view sample = "# c\n"
                                    "http-port = 1 # c\r\n"
                                    "\"strict-1.4\" = true\n"
                                    "tls-cert = \"/a #1, 'b' c.pem\"\n"
                                    "trusted-proxies = [\n"
                                    "  \"10.0.0.0/8\" , # c\n"
                                    "  '::1',\n"
                                    "]\n"
                                    "[section.a]\n"
                                    "x = y z";

TEST(ConfigFile, IsReadIntoKeysAndValues) {
    const temporary_file file{std::string(sample)};
    const auto content = read_config(file.name());
    EXPECT_FALSE(content.error.has_value());
    ASSERT_EQ(content.items.size(), 5U);
    EXPECT_EQ(content.items[0].key, "http-port");
    EXPECT_EQ(content.items[0].values, std::vector<std::string>{"1"});
    EXPECT_EQ(content.items[1].key, "strict-1.4");
    EXPECT_EQ(content.items[2].values, std::vector<std::string>{"/a #1, 'b' c.pem"});
    EXPECT_EQ(content.items[3].values, (std::vector<std::string>{"10.0.0.0/8", "", "::1"}));
    EXPECT_EQ(content.items[4].key, "section.a.x");
    EXPECT_EQ(content.items[4].values, (std::vector<std::string>{"y", "z"}));
}

/// Options, or one line that says what is wrong.
void expect_an_answer(const std::string& content) {
    const temporary_file file(content);
    const auto parsed = by_file(file).parse();
    if (const auto* asked = std::get_if<exit_request>(&parsed)) {
        EXPECT_EQ(asked->code, exit_usage) << asked->text;
        EXPECT_EQ(asked->text.find_first_of("\n\r\x1b\x80"), asked->text.npos) << asked->text;
    }
}

TEST(ConfigFile, MayEndAnywhere) {
    for (std::size_t size = 0; size <= sample.size(); ++size)
        expect_an_answer(std::string(sample.substr(0, size)));
}

TEST(ConfigFile, MayHaveAnyByteWrong) {
    for (std::size_t at = 0; at < sample.size(); ++at)
        for (const char wrong : {'\0', '\n', '\v', '\x1b', '"', '\'', '#', '=', '[', ']', ',', '\\', '\x80'}) {
            std::string content(sample);
            content[at] = wrong;
            expect_an_answer(content);
        }
}

} // namespace
} // namespace srcip::echoserver
