#include "probe/kube/kubeconfig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

using ::testing::HasSubstr;

std::string repeated(const std::string& text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out += text;
    return out;
}

const std::string good = "apiVersion: v1\nkind: Config\ncurrent-context: \"m\"\n"
                         "clusters:\n- name: c\n  cluster: {server: 'https://a', certificate-authority-data: Q0E=}\n"
                         "users:\n- name: u\n  user:\n    token: &t abc\n    exec: {command: x, args: [1, 2]}\n"
                         "contexts:\n- {name: m, context: {cluster: c, user: u, namespace: *t}}\n";

TEST(kubeconfig, reads_yaml_with_its_anchors) {
    const auto config = parse_kubeconfig(good, "f");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->find_context("m")->name_space, "abc");
    ASSERT_TRUE(config->find_user("u")->exec);
    EXPECT_EQ(config->find_user("u")->exec->command, "x");
    EXPECT_EQ(config->find_user("u")->exec->args, (std::vector<std::string>{"1", "2"}));
    EXPECT_EQ(config->find_cluster("none"), nullptr);
}

TEST(kubeconfig, names_the_line_of_a_syntax_error) {
    const auto config = parse_kubeconfig("kind: Config\nclusters: [{name: a\n", "/f");
    ASSERT_FALSE(config);
    EXPECT_THAT(config.error().message, HasSubstr("kubeconfig /f line "));
    EXPECT_THAT(config.error().message, HasSubstr("not valid YAML"));
}

TEST(kubeconfig, refuses_deep_nesting) {
    EXPECT_FALSE(parse_kubeconfig(repeated("[", 200000), "f"));
    EXPECT_FALSE(parse_kubeconfig(repeated("{a: ", 100000), "f"));
    EXPECT_FALSE(parse_kubeconfig("clusters: " + repeated("- ", 100000), "f"));
}

TEST(kubeconfig, is_not_blown_up_by_aliases) {
    std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
    for (int i = 1; i < 40; ++i) {
        const std::string last = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeated(last + ",", 9) + last + "]\n";
    }
    EXPECT_TRUE(parse_kubeconfig(bomb, "f"));
    EXPECT_FALSE(parse_kubeconfig(bomb + "clusters: *a39\n", "f"));
}

TEST(kubeconfig, survives_every_changed_and_missing_byte) {
    for (std::size_t i = 0; i < good.size(); ++i) {
        (void)parse_kubeconfig(good.substr(0, i), "f");
        for (const char c : {'\0', '\n', '\t', '"', '[', '}', ':', '&', '*', '\xff', '-'}) {
            std::string changed = good;
            changed[i] = c;
            (void)parse_kubeconfig(changed, "f");
        }
    }
}

TEST(kubeconfig, lists_a_handful_of_contexts) {
    kubeconfig config;
    for (int i = 0; i < 20; ++i)
        config.contexts.push_back({"c" + std::to_string(10 + i), "f", "", "", ""});
    EXPECT_EQ(config.context_names(), "c10, c11, c12, c13, c14, c15, c16, c17, …");
}

} // namespace
} // namespace srcip::probe::kube
