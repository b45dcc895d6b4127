#include "echoserver/admin.hpp"

#include <gmock/gmock.h>

namespace srcip::echoserver {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string fake_metrics() { return "a 1\n"; }

constexpr std::string_view text = "text/plain; charset=utf-8";
constexpr std::string_view exposition = "text/plain; version=0.0.4; charset=utf-8";

struct row {
    std::string_view method;
    std::string_view target;
    unsigned status;
    std::string_view content_type = text;
    std::string_view body = {}; ///< empty: not compared
    std::string_view allow = {};
};

void expect_rows(std::initializer_list<row> rows, const admin_state& state) {
    for (const auto& row : rows) {
        const auto answer = answer_admin(row.method, row.target, state);
        const auto what = std::string(row.method) + " " + std::string(row.target);
        EXPECT_EQ(answer.status, row.status) << what;
        EXPECT_EQ(answer.content_type, row.content_type) << what;
        EXPECT_EQ(answer.allow, row.allow) << what;
        EXPECT_TRUE(answer.body.ends_with("\n")) << what;
        if (!row.body.empty()) {
            EXPECT_EQ(answer.body, row.body) << what;
        }
    }
}

TEST(Admin, AnswersItsPages) {
    expect_rows(
        {
            {"GET", "/healthz", 200, text, "ok\n"},
            {"GET", "/readyz", 200, text, "ok\n"},
            {"GET", "/metrics", 200, exposition, "a 1\n"},
            {"GET", "/", 200},
        },
        {false, fake_metrics});
}

TEST(Admin, AnswersHeadAsGet) {
    expect_rows(
        {
            {"HEAD", "/healthz", 200, text, "ok\n"},
            {"HEAD", "/readyz", 200, text, "ok\n"},
            {"HEAD", "/metrics", 200, exposition, "a 1\n"},
            {"HEAD", "/", 200},
        },
        {false, fake_metrics});
}

TEST(Admin, IsHealthyButNotReadyWhileDraining) {
    expect_rows(
        {
            {"GET", "/healthz", 200, text, "ok\n"},
            {"GET", "/readyz", 503, text, "draining\n"},
            {"HEAD", "/readyz", 503, text, "draining\n"},
            {"GET", "/metrics", 200, exposition, "a 1\n"},
        },
        {true, fake_metrics});
}

TEST(Admin, IgnoresQueriesAndTakesTheAbsoluteForm) {
    expect_rows(
        {
            {"GET", "/healthz?verbose=1", 200, text, "ok\n"},
            {"GET", "/healthz?", 200, text, "ok\n"},
            {"GET", "/metrics?name[]=/x", 200, exposition, "a 1\n"},
            {"GET", "/?", 200},
            {"GET", "/healthz#x", 200, text, "ok\n"},
            {"GET", "http://host:9090/healthz?x", 200, text, "ok\n"},
            {"GET", "http://host:9090", 200},
            {"GET", "http://host?/healthz", 200},
        },
        {false, fake_metrics});
}

TEST(Admin, KnowsNoOtherPaths) {
    for (const std::string_view target : {"/healthz/", "//healthz", "/Healthz", "/healthz%00", "/metrics/..", "/x", "",
                                          "*", "healthz", "host:9090", "http://host/x", "?", "/health", "/healthzz"})
        expect_rows({{"GET", target, 404}, {"POST", target, 404}}, {false, fake_metrics});
}

TEST(Admin, AllowsNoOtherMethods) {
    for (const std::string_view method : {"POST", "PUT", "DELETE", "OPTIONS", "get", "Head", "GETS", ""})
        for (const std::string_view target : {"/", "/healthz", "/readyz?x", "/metrics"})
            expect_rows({{method, target, 405, text, {}, "GET, HEAD"}}, {true, fake_metrics});
}

TEST(Admin, ListsItsPages) {
    EXPECT_THAT(answer_admin("GET", "/", {false, fake_metrics}).body,
                AllOf(HasSubstr("/healthz"), HasSubstr("/readyz"), HasSubstr("/metrics")));
}

} // namespace
} // namespace srcip::echoserver
