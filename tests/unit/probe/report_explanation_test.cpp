#include "probe/report/explanation.hpp"

#include "probe/advice_rules.hpp"
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

TEST(explanation, is_there_for_every_advice_by_id_and_number_without_placeholders) {
    for (const auto& rule : advice_rules()) {
        const auto text = explain(rule.id, {});
        ASSERT_TRUE(text) << rule.id;
        EXPECT_EQ(explain(std::to_string(rule.number), {}), text);
        EXPECT_EQ(find_rule(rule.id), nullptr) << "explain could mean either";
        EXPECT_THAT(*text, HasSubstr("\ncause      "));
        EXPECT_THAT(*text, HasSubstr("\nwhat to do "));
        for (const char* placeholder : {"{service}", "{nodes}", "{addresses}", "{namespace}", "{name}"})
            EXPECT_EQ(text->find(placeholder), std::string::npos) << *text;
        EXPECT_THAT(explain_all({}), HasSubstr("  " + std::string(rule.id) + " "));
    }
    EXPECT_THAT(similar_topics("ded-node"), HasSubstr("dead-node"));
    EXPECT_THAT(explain("local-not-applied", {}).value_or(""), HasSubstr("the live SERVICE\n"));
    for (const char* none : {"0", "01", "23", ""})
        EXPECT_FALSE(explain(none, {})) << none;
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
