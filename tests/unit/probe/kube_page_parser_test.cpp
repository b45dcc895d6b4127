#include "probe/kube/page_parser.hpp"

#include "tests/unit/probe/kube_support.hpp"

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace srcip::probe::kube {
namespace {

using ::testing::HasSubstr;

struct parsed {
    kept_items kept;
    std::string token;
    std::optional<error> failed;
};

parsed parse(std::string_view text, std::size_t split = std::string_view::npos, item_limits limits = {}) {
    parsed result;
    page_parser parser("API server X", &result.kept, limits);
    for (const std::string_view part : {text.substr(0, split), text.substr(std::min(split, text.size()))}) {
        if (part.empty())
            continue;
        if (const auto done = parser.write(part); !done) {
            result.failed = done.error();
            return result;
        }
    }
    if (const auto done = parser.finish(); !done)
        result.failed = done.error();
    result.token = parser.continue_token();
    return result;
}

/// The same by building the whole document.
std::vector<boost::json::value> plainly(const std::string& text) {
    const boost::json::value document = json_of(text);
    std::vector<boost::json::value> items;
    for (boost::json::value item : document.at("items").as_array()) {
        item.at("metadata").as_object().erase("managedFields");
        items.push_back(std::move(item));
    }
    return items;
}

TEST(page_parser, gives_the_recorded_items_at_every_split_point) {
    for (const char* name : {"nodes.json", "nodes-limit2-page1.json", "nodes-limit2-page2.json", "services.json",
                             "pods.json", "endpoints.json", "endpointslices-v1beta1.json"}) {
        const std::string text = recorded(name);
        const auto expected = plainly(text);
        ASSERT_FALSE(expected.empty());
        const std::size_t step = 7;
        for (std::size_t split = 0; split <= text.size(); split += step) {
            const parsed got = parse(text, split);
            ASSERT_FALSE(got.failed) << name << ' ' << split << ' ' << got.failed->message;
            ASSERT_EQ(got.kept.items, expected) << name << ' ' << split;
        }
    }
}

TEST(page_parser, survives_single_bytes) {
    const std::string text = recorded("nodes-limit2-page1.json");
    kept_items kept;
    page_parser parser("X", &kept);
    for (const char& c : text)
        ASSERT_TRUE(parser.write({&c, 1}));
    ASSERT_TRUE(parser.finish());
    EXPECT_EQ(kept.items, plainly(text));
    EXPECT_EQ(parser.continue_token(), "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MjY1LCJzdGFydCI6Im4yXHUwMDAwIn0");
    EXPECT_EQ(parser.count(), 2U);
}

struct page_case {
    const char* text;
    const char* items;
    const char* token;
};

TEST(page_parser, finds_items_and_token_wherever_they_stand) {
    const page_case cases[] = {
        {R"({"items":[]})", "[]", ""},
        {R"({"items":null})", "[]", ""},
        {R"({"items":[{"a":1},{"b":[{}]}],"metadata":{"continue":"t"}})", R"([{"a":1},{"b":[{}]}])", "t"},
        {R"({"metadata":{"continue":"t","x":{"continue":"u"}},"items":[]})", "[]", "t"},
        {R"({"metadata":{"continue":"a","continue":"b"},"items":[]})", "[]", "b"},
        {R"({"metadata":{"continue":7},"items":[]})", "[]", ""},
        {R"({"metadata":[{"continue":"t"}],"items":[]})", "[]", ""},
        {R"({"x":{"items":[1]},"items":[2]})", "[2]", ""},
        {R"({"items":["s",1,-1,1.5,true,null,[],[1,[2]],18446744073709551615]})",
         R"(["s",1,-1,1.5,true,null,[],[1,[2]],18446744073709551615])", ""},
        {R"({"items":[{"a":1,"a":2}]})", R"([{"a":2}])", ""},
        {R"({"items":[{"managedFields":[{"a":[1,{"b":2}]}],"x":1}]})", R"([{"x":1}])", ""},
        {R"({"items":[{"x":1,"managedFields":"s"}]})", R"([{"x":1}])", ""},
        {R"({"items":[{"managedFields":{},"m":{"managedFields":null}}]})", R"([{"m":{}}])", ""},
        {R"({"items":[{"a":"\u0062\n"}]} )", R"([{"a":"b\n"}])", ""},
        {R"({"\u0069tems":[{"a":1}]})", R"([{"a":1}])", ""},
    };
    for (const page_case& c : cases) {
        for (std::size_t split = 0; split <= std::string_view(c.text).size(); ++split) {
            const parsed got = parse(c.text, split);
            ASSERT_FALSE(got.failed) << c.text << got.failed->message;
            const boost::json::array items(got.kept.items.begin(), got.kept.items.end());
            ASSERT_EQ(boost::json::value(items), json_of(c.items)) << c.text << ' ' << split;
            ASSERT_EQ(got.token, c.token) << c.text << ' ' << split;
        }
    }
}

TEST(page_parser, refuses_what_is_no_list) {
    const std::pair<std::string, error_kind> cases[] = {
        {"", error_kind::not_json},
        {"<html>", error_kind::not_json},
        {R"({"items":[{"a":1})", error_kind::not_json},
        {R"({"items":[]} {})", error_kind::not_json},
        {R"({"items":[],})", error_kind::not_json},
        {"{\"items\":[\"\xff\"]}", error_kind::not_json},
        {R"({"items":)" + std::string(100000, '['), error_kind::not_json},
        {R"({"items":{}})", error_kind::bad_answer},
        {R"({"items":"x"})", error_kind::bad_answer},
        {R"({"kind":"Status"})", error_kind::bad_answer},
        {"[]", error_kind::bad_answer},
        {"[[{\"items\":[]}]]", error_kind::bad_answer},
        {"7", error_kind::bad_answer},
        {"null", error_kind::bad_answer},
    };
    for (const auto& [text, kind] : cases) {
        const parsed got = parse(text);
        ASSERT_TRUE(got.failed) << text.substr(0, 50);
        EXPECT_EQ(got.failed->kind, kind) << text.substr(0, 50) << ' ' << got.failed->message;
        EXPECT_THAT(got.failed->message, HasSubstr("API server X: "));
    }
}

TEST(page_parser, caps_an_item) {
    item_limits small;
    small.max_values = 10;
    small.max_text = 100;
    const auto kind = [&](const std::string& text) {
        const parsed got = parse(text, 5, small);
        return got.failed ? got.failed->kind : error_kind::config;
    };
    EXPECT_EQ(kind(R"({"items":[[1,2,3,4,5,6,7,8,9,10,11]]})"), error_kind::too_large);
    EXPECT_EQ(kind(R"({"items":[{"a":")" + std::string(101, 'x') + "\"}]}"), error_kind::too_large);
    EXPECT_EQ(kind(R"({"items":[{")" + std::string(101, 'x') + "\":1}]}"), error_kind::too_large);
    EXPECT_EQ(kind(R"({"items":[{"a":")" + std::string(90, 'x') + "\"},{\"a\":\"" + std::string(90, 'x') + "\"}]}"),
              error_kind::config);
    EXPECT_EQ(kind(R"({"metadata":{"continue":")" + std::string(20000, 'x') + "\"},\"items\":[]}"),
              error_kind::too_large);
}

} // namespace
} // namespace srcip::probe::kube
