#include "echoserver/negotiation.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace srcip::echoserver {

/// How GoogleTest prints one.
std::ostream& operator<<(std::ostream& out, answer_form form) {
    return out << (form == answer_form::json ? "json" : form == answer_form::html ? "html" : "text");
}

namespace {

using enum answer_form;

answer_form asked_by(const std::vector<header_field>& fields) { return wanted_form(fields); }

TEST(Negotiation, GivesJsonToThoseWhoNameIt) {
    for (const auto* value :
         {"application/json", "Application/JSON", "text/html, application/json", "application/json;q=0.5",
          "application/json; charset=utf-8", "*/*, application/json;q=0.001", " application/json ",
          ",,application/json", "a/b;x=\"application/json\", application/json", "application/json;q=1.000",
          "text/plain, application/json", "application/json;q=0, application/json;q=0.1"})
        EXPECT_EQ(asked_by({{"accept", value}}), json) << value;
}

TEST(Negotiation, GivesTextToEverybodyElse) {
    for (const auto* value : {"",
                              "*/*",
                              "application/*",
                              "text/*",
                              "text/*;q=1, */*;q=0.1",
                              "application/json;q=0",
                              "application/json; Q=0.000",
                              "application/jsonp",
                              "text/json",
                              "application/json+x",
                              "text/html+x",
                              "a/b;x=\"y, application/json\"",
                              "a/b;x=\"application/json",
                              "json",
                              "html",
                              "text/html;q=0",
                              "text/htm",
                              "text/plain",
                              "image/avif,image/webp,*/*;q=0.8",
                              "text/html; q=0.000, */*"})
        EXPECT_EQ(asked_by({{"Accept", value}}), text) << value;
    EXPECT_EQ(asked_by({}), text);
    EXPECT_EQ(asked_by({{"Accept-Language", "application/json"}, {"X", "text/html"}}), text);
}

TEST(Negotiation, GivesHtmlToBrowsers) {
    for (const auto* value :
         {"text/html", "TEXT/HTML;level=1", "text/html;q=0.001",
          "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
          "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
          "application/signed-exchange;v=b3;q=0.7"})
        EXPECT_EQ(asked_by({{"Accept", value}}), html) << value;
}

TEST(Negotiation, CountsWeights) {
    struct row {
        std::string value;
        answer_form form;
    };
    const row table[] = {
        {"text/html;q=0.9, application/json;q=0.8", html},
        {"text/html;q=0.8, application/json;q=0.9", json},
        {"text/html;q=0.800, application/json;q=0.8", json},
        {"text/html;q=0.801, application/json;q=0.8", html},
        {"text/plain;q=0.5, text/html;q=0.4, application/json;q=0.3", text},
        {"text/plain, text/html;q=0.9", text},
        {"text/plain;q=0.9, text/html", html},
        {"text/plain, text/html", html},
        {"text/plain;q=0, */*, text/html;q=0.1", html},
        {"text/html;level=1;q=0.3, text/html;q=0.7, application/json;q=0.5", html},
        // Extensions behind the weight, and parameters of its name's first letter.
        {"text/html;q=0.2;ext=\"1,2;q=1\", application/json;q=0.1", html},
        {"text/html;quality=0;q=0.2, application/json;q=0.1", html},
        // Digits beyond the third, and sums above one.
        {"text/html;q=0.12399, application/json;q=0.123", json},
        {"text/html;q=1.999, application/json", json},
        {"text/html;q=1., application/json;q=0.9", html},
        {"text/html;q=0., application/json;q=0.9", json},
    };
    for (const auto& r : table)
        EXPECT_EQ(asked_by({{"Accept", r.value}}), r.form) << r.value;
}

TEST(Negotiation, PassesOverRangesWhoseWeightCannotBeRead) {
    for (const auto* weight : {"", "x", "-1", "2", "0,5", ".5", "1e3", "0.x", "00", "0.1.2", "\"1\"", "0.5 x", " 1"})
        EXPECT_EQ(asked_by({{"Accept", std::string("text/html;q=") + weight}}), text) << weight;
}

TEST(Negotiation, ReadsEveryAcceptField) {
    EXPECT_EQ(asked_by({{"Accept", "text/html"}, {"ACCEPT", "application/json"}}), json);
    EXPECT_EQ(asked_by({{"Accept", "*/*"}, {"Accept", "text/html;q=0.5"}}), html);
}

} // namespace
} // namespace srcip::echoserver
