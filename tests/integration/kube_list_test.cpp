#include "tests/integration/kube_setup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace srcip::probe::kube {
namespace {

using test::http_answer;
using test::stand_in;
using test::target_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string page(int items, const std::string& token) {
    std::string list;
    for (int i = 0; i < items; ++i)
        list += std::string(i == 0 ? "" : ",") + R"({"metadata":{"name":"x"}})";
    return http_answer(200, R"({"metadata":{"continue":")" + token + R"("},"items":[)" + list + "]}");
}

struct listed {
    kept_items kept;
    outcome<void> done;
    std::vector<std::string> targets;
};

listed list_from(const stand_in::responder& respond, list_limits limits = {}) {
    listed result;
    const stand_in server(stand_in::answering([&](const std::string& request) {
        result.targets.push_back(target_of(request));
        return respond(request);
    }));
    running_client client(at(server.port()));
    result.done = client.list_into(&result.kept, "/api/v1/nodes", limits);
    return result;
}

TEST(kube_list, walks_the_recorded_pages) {
    const auto result = list_from([](const std::string& request) {
        const bool second = request.find("continue=") != std::string::npos;
        return http_answer(200, recorded(second ? "nodes-limit2-page2.json" : "nodes-limit2-page1.json"));
    });
    ASSERT_TRUE(result.done) << result.done.error().message;
    EXPECT_THAT(result.targets, ElementsAre("/api/v1/nodes?limit=500",
                                            "/api/v1/nodes?limit=500&continue="
                                            "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MjY1LCJzdGFydCI6Im4yXHUwMDAwIn0"));
    std::vector<std::string> names;
    for (const boost::json::value& item : result.kept.items)
        names.emplace_back(item.at("metadata").at("name").as_string());
    EXPECT_THAT(names, ElementsAre("n1", "n2", "n3"));
}

TEST(kube_list, starts_over_when_the_token_has_expired) {
    int expired = 0;
    const auto result = list_from([&expired](const std::string& request) {
        if (request.find("continue=") == std::string::npos)
            return page(2, "a b&c");
        return expired++ == 0 ? http_answer(410, R"({"message":"too old"})") : page(1, "");
    });
    ASSERT_TRUE(result.done) << result.done.error().message;
    EXPECT_EQ(result.kept.restarts, 1U);
    EXPECT_EQ(result.kept.items.size(), 3U);
    EXPECT_EQ(result.targets[1], "/api/v1/nodes?limit=500&continue=a%20b%26c");
}

TEST(kube_list, does_not_start_over_for_ever) {
    const auto result = list_from([](const std::string& request) {
        return request.find("continue=") == std::string::npos ? page(1, "t") : http_answer(410, "");
    });
    ASSERT_FALSE(result.done);
    EXPECT_EQ(result.done.error().kind, error_kind::gone);
    EXPECT_EQ(result.kept.restarts, list_limits().max_restarts);
}

TEST(kube_list, notices_lists_without_an_end) {
    const auto same = list_from([](const std::string&) { return page(1, "t"); });
    ASSERT_FALSE(same.done);
    EXPECT_EQ(same.done.error().kind, error_kind::bad_answer);
    EXPECT_THAT(same.done.error().message, HasSubstr("gave the same continue token twice"));
    int n = 0;
    const auto empty = list_from([&n](const std::string&) { return page(0, std::to_string(n++)); });
    ASSERT_FALSE(empty.done);
    EXPECT_THAT(empty.done.error().message, HasSubstr("17 empty pages in a row"));
    list_limits few;
    few.max_pages = 10;
    const auto endless = list_from([&n](const std::string&) { return page(1, std::to_string(n++)); }, few);
    ASSERT_FALSE(endless.done);
    EXPECT_THAT(endless.done.error().message, HasSubstr("did not end after 10 pages"));
}

TEST(kube_list, caps_objects_and_bytes) {
    list_limits limits;
    limits.max_items = 10;
    const auto items = list_from([](const std::string&) { return page(11, ""); }, limits);
    ASSERT_FALSE(items.done);
    EXPECT_EQ(items.done.error().kind, error_kind::too_large);
    EXPECT_THAT(items.done.error().message, HasSubstr("more than 10 objects; narrow it with"));
    limits = {};
    limits.max_bytes = 1000;
    EXPECT_EQ(list_from([](const std::string&) { return page(100, ""); }, limits).done.error().kind,
              error_kind::too_large);
}

TEST(kube_list, passes_on_what_goes_wrong) {
    const std::pair<std::string, error_kind> cases[] = {
        {http_answer(200, "<html>login</html>"), error_kind::not_json},
        {http_answer(200, ""), error_kind::not_json},
        {http_answer(200, R"({"items":[)" + std::string(1000000, '[')), error_kind::not_json},
        {http_answer(200, R"({"kind":"Status"})"), error_kind::bad_answer},
        {http_answer(400, recorded("error-400-bad-continue.json")), error_kind::bad_status},
        {http_answer(401, recorded("error-401.json")), error_kind::unauthorized},
        {http_answer(403, recorded("error-403.json")), error_kind::forbidden},
        {http_answer(404, recorded("endpointslices-v1-is-404.json")), error_kind::not_found},
    };
    for (const auto& [answer, kind] : cases) {
        const std::string bytes = answer;
        bool first = true;
        const auto result =
            list_from([&](const std::string&) { return std::exchange(first, false) ? bytes : std::string(); });
        ASSERT_FALSE(result.done) << bytes.substr(0, 100);
        EXPECT_EQ(result.done.error().kind, kind) << bytes.substr(0, 100) << result.done.error().message;
    }
}

TEST(kube_list, is_not_fooled_by_half_an_answer) {
    const stand_in server([](test::stand_in_peer& peer) {
        peer.read_request();
        peer.write("HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\n{\"items\":[{}");
    });
    kept_items kept;
    const auto done = running_client(at(server.port())).list_into(&kept);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, error_kind::closed);
}

} // namespace
} // namespace srcip::probe::kube
