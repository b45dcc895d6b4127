#include "probe/report/explanation.hpp"

#include "probe/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

using testing::HasSubstr;

TEST(explanation, is_there_for_every_rule_with_a_drawing_and_a_reference) {
    for (const auto& rule : promise_rules()) {
        const auto text = explain(rule.id, {});
        ASSERT_TRUE(text) << rule.id;
        EXPECT_THAT(*text, HasSubstr("rule " + std::string(rule.id) + "\n"));
        EXPECT_THAT(*text, HasSubstr("┌"));
        EXPECT_THAT(*text, HasSubstr("\nexpects    "));
        EXPECT_THAT(*text, HasSubstr("\nreference  "));
        EXPECT_THAT(explain_all({}), HasSubstr("  " + std::string(rule.id) + " "));
    }
}

TEST(explanation, knows_what_was_perhaps_meant) {
    EXPECT_FALSE(explain("nodeport-locl-endpoint", {}));
    EXPECT_THAT(similar_topics("nodeport-locl-endpoint"), HasSubstr("nodeport-local-endpoint"));
    EXPECT_THAT(similar_topics("vip"), HasSubstr("vip-cluster"));
    EXPECT_EQ(similar_topics("xyzzy"), "");
    EXPECT_EQ(similar_topics(std::string(100'000, 'v')), "");
}

} // namespace
} // namespace srcip::probe
