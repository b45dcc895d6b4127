#include "probe/kube/status.hpp"

#include "tests/unit/probe/kube_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

using ::testing::HasSubstr;

error status_of(unsigned status, const std::string& body, const std::string& credentials = "") {
    response answer;
    answer.status = status;
    answer.body = body;
    return status_error("API server X", {credentials, false}, "/api/v1/nodes?limit=500", answer);
}

TEST(status, explains_why_nothing_was_sent_in_the_clear) {
    response answer;
    answer.status = 401;
    EXPECT_NE(status_error("X", {"", true}, "/", answer).message.find("since the server's URL is http://"),
              std::string::npos);
}

TEST(status, tells_impersonation_from_other_rights) {
    const error told =
        status_of(403, R"({"message": "users \"jane\" is forbidden: User \"me\" cannot impersonate resource )"
                       R"(\"users\" in API group \"\" at the cluster scope"})");
    EXPECT_EQ(told.kind, error_kind::impersonation);
    EXPECT_NE(told.message.find("leave out --as"), std::string::npos);
}

TEST(status, understands_the_recorded_errors) {
    const error unauthorized = status_of(401, recorded("error-401.json"), "the token in /t");
    EXPECT_EQ(unauthorized.kind, error_kind::unauthorized);
    EXPECT_THAT(unauthorized.message, HasSubstr("the token in /t is not accepted: expired"));
    const error forbidden = status_of(403, recorded("error-403.json"));
    EXPECT_EQ(forbidden.kind, error_kind::forbidden);
    EXPECT_THAT(forbidden.message, HasSubstr("cannot list resource \"nodes\" in API group \"\" at the cluster scope"));
    const error missing = status_of(404, recorded("endpointslices-v1-is-404.json"));
    EXPECT_EQ(missing.kind, error_kind::not_found);
    EXPECT_EQ(missing.details, "the server could not find the requested resource");
    const error bad = status_of(400, recorded("error-400-bad-continue.json"));
    EXPECT_EQ(bad.kind, error_kind::bad_status);
    EXPECT_THAT(bad.message, HasSubstr("invalid continue token"));
}

TEST(status, names_a_kind_for_every_status) {
    const std::pair<unsigned, error_kind> cases[] = {
        {301, error_kind::redirect},     {304, error_kind::redirect},   {400, error_kind::bad_status},
        {401, error_kind::unauthorized}, {403, error_kind::forbidden},  {404, error_kind::not_found},
        {410, error_kind::gone},         {429, error_kind::throttled},  {500, error_kind::server_error},
        {503, error_kind::server_error}, {206, error_kind::bad_status}, {999, error_kind::server_error},
    };
    for (const auto& [status, kind] : cases) {
        EXPECT_EQ(status_of(status, "").kind, kind) << status;
        EXPECT_EQ(status_of(status, "").status, status);
    }
}

TEST(status, escapes_and_cuts_what_the_server_says) {
    const error e = status_of(500, "{\"message\": \"\\u001b[2J\\u202e" + std::string(5000, 'x') + "\"}");
    EXPECT_THAT(e.message, HasSubstr("\\x1b[2J\\u{202e}xxx"));
    EXPECT_LT(e.message.size(), 500U);
    for (const char* body :
         {"", "null", "[]", "{\"message\": 7}", "{\"message\": null}", "<html>", "{\"message\": \"\xff\"}"})
        EXPECT_EQ(status_of(500, body).details, "") << body;
    EXPECT_EQ(status_of(500, std::string(60000, '[')).details, "");
}

TEST(status, recognises_http_spoken_to_https) {
    EXPECT_EQ(status_of(400, "Client sent an HTTP request to an HTTPS server.\n").kind, error_kind::needs_tls);
    EXPECT_EQ(status_of(400, "<center>The plain HTTP request was sent to HTTPS port</center>").kind,
              error_kind::needs_tls);
}

TEST(retry_delay, is_capped) {
    using std::chrono::milliseconds;
    const milliseconds max(5000);
    EXPECT_EQ(retry_delay("0", max), milliseconds(0));
    EXPECT_EQ(retry_delay("2", max), milliseconds(2000));
    EXPECT_EQ(retry_delay("5", max), milliseconds(5000));
    EXPECT_EQ(retry_delay("6", max), max);
    EXPECT_EQ(retry_delay("18446744073709551615", max), max);
    EXPECT_EQ(retry_delay("99999999999999999999999", max), max);
    for (const char* odd : {"", "-1", "1.5", "1x", "Wed, 21 Oct 2015 07:28:00 GMT"})
        EXPECT_EQ(retry_delay(odd, max), milliseconds(1000)) << odd;
    EXPECT_EQ(retry_delay("", milliseconds(10)), milliseconds(10));
}

} // namespace
} // namespace srcip::probe::kube
