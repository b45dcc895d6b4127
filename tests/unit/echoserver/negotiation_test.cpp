#include "echoserver/negotiation.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace srcip::echoserver {
namespace {

bool asked_by(const std::vector<header_field>& fields) { return wants_json(fields); }

TEST(Negotiation, GivesJsonToThoseWhoNameIt) {
    for (const auto* value :
         {"application/json", "Application/JSON", "text/html, application/json", "application/json;q=0.5",
          "application/json; charset=utf-8", "*/*, application/json;q=0.001", " application/json ",
          ",,application/json", "a/b;x=\"application/json\", application/json", "application/json;q=1.000"})
        EXPECT_TRUE(asked_by({{"accept", value}})) << value;
}

TEST(Negotiation, GivesTextToEverybodyElse) {
    for (const auto* value :
         {"", "*/*", "application/*", "application/json;q=0", "application/json; Q=0.000", "application/jsonp",
          "text/json", "application/json+x", "a/b;x=\"y, application/json\"", "a/b;x=\"application/json", "json"})
        EXPECT_FALSE(asked_by({{"Accept", value}})) << value;
    EXPECT_FALSE(asked_by({}));
    EXPECT_FALSE(asked_by({{"Accept-Language", "application/json"}}));
}

TEST(Negotiation, ReadsEveryAcceptField) {
    EXPECT_TRUE(asked_by({{"Accept", "text/html"}, {"ACCEPT", "application/json"}}));
}

} // namespace
} // namespace srcip::echoserver
