#include "echoserver/agnhost.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace srcip::echoserver {
namespace {

using namespace std::chrono_literals;

const server_identity somebody{"host-7", "", "", "", "", ""};

agnhost_situation usual() {
    agnhost_situation out{*ip_endpoint::parse("10.1.2.3:4567"), *ip_endpoint::parse("10.9.8.7:8080"), somebody};
    out.since_epoch = 1'795'600'000'123'456'700ns;
    out.since_start = 12'000'000'034ns;
    return out;
}

request_view get(std::string_view target) {
    request_view out;
    out.method = "GET";
    out.target = target;
    return out;
}

agnhost_answer answer_to(std::string_view target, const agnhost_situation& situation = usual()) {
    return answer_agnhost(get(target), situation).value_or(agnhost_answer{});
}

struct expectation {
    const char* target;
    unsigned status;
    std::string body;
};

TEST(Agnhost, AnswersAsNetexecDoes) {
    const std::vector<expectation> table{
        {"/clientip", 200, "10.1.2.3:4567"},
        {"/clientip?x=%zz", 200, "10.1.2.3:4567"},
        {"http://host:8080/clientip?x", 200, "10.1.2.3:4567"},
        {"/hostname", 200, "host-7"},
        {"/hostName", 200, "host-7"},
        {"/serverport", 200, "8080"},
        {"/", 200, "NOW: 2026-11-25 09:46:40.1234567 +0000 UTC m=+12.000000034"},
        {"/?x", 200, "NOW: 2026-11-25 09:46:40.1234567 +0000 UTC m=+12.000000034"},
        {"http://host", 200, "NOW: 2026-11-25 09:46:40.1234567 +0000 UTC m=+12.000000034"},
        {"/healthz", 200, ""},
        {"/readyz", 200, "ok"},
        {"/echo", 200, ""},
        {"/echo?msg=hello", 200, "hello"},
        {"/echo?msg=a+b%2Bc%0d%0aX:%20y", 200, "a b+c\r\nX: y"},
        {"/echo?msg=one&msg=two", 200, "one"},
        {"/echo?code=404&msg=gone", 404, "gone"},
        {"/echo?code=+404&msg=gone", 400, "the argument code must be a status from 100 to 599, but 101, not \" 404\""},
        {"/echo?code=%2B0404&msg=gone", 404, "gone"},
        {"/echo?code=599", 599, ""},
        {"/echo?code=204&msg=x", 204, ""},
        {"/echo?code=304&msg=x", 304, ""},
        {"/echo?code=103&msg=early", 200, "early"},
        {"/echo?code=100", 200, ""},
        {"/echo?code=101", 400, "the argument code must be a status from 100 to 599, but 101, not \"101\""},
        {"/echo?code=99", 400, "the argument code must be a status from 100 to 599, but 101, not \"99\""},
        {"/echo?code=600", 400, "the argument code must be a status from 100 to 599, but 101, not \"600\""},
        {"/echo?code=-200", 400, "the argument code must be a status from 100 to 599, but 101, not \"-200\""},
        {"/echo?code=2e2", 400, "the argument code must be a status from 100 to 599, but 101, not \"2e2\""},
        {"/echo?code=%1b[2J", 400, "the argument code must be a status from 100 to 599, but 101, not \"\\x1b[2J\""},
        {"/echo?code=99999999999999999999", 400,
         "the argument code must be a status from 100 to 599, but 101, not \"99999999999999999999\""},
    };
    for (const auto& row : table) {
        const auto answer = answer_agnhost(get(row.target), usual());
        ASSERT_TRUE(answer.has_value()) << row.target;
        EXPECT_EQ(answer->status, row.status) << row.target;
        EXPECT_EQ(answer->body, row.body) << row.target;
        EXPECT_EQ(answer->content_type, "text/plain; charset=utf-8");
        EXPECT_EQ(answer->location, "") << row.target;
        EXPECT_FALSE(answer->exit.has_value()) << row.target;
    }
}

TEST(Agnhost, LeavesAllOtherPathsToTheEcho) {
    for (const char* target : {"/clientip/", "/ClientIP", "//", "/x", "/echo/x", "/hostname#x", "/%63lientip", "*",
                               "clientip", "/api", "/ip", "/client-ip", "/metrics"})
        EXPECT_FALSE(answer_agnhost(get(target), usual()).has_value()) << target;
}

TEST(Agnhost, NamesAnIpv6PeerInBrackets) {
    auto situation = usual();
    situation.peer = *ip_endpoint::parse("[fd00::1]:4567");
    EXPECT_EQ(answer_to("/clientip", situation).body, "[fd00::1]:4567");
}

TEST(Agnhost, GivesTheRootToWhoeverAsksForAReport) {
    auto situation = usual();
    situation.asks_for_report = true;
    EXPECT_FALSE(answer_agnhost(get("/"), situation).has_value());
    EXPECT_TRUE(answer_agnhost(get("/clientip"), situation).has_value());
}

TEST(Agnhost, TellsItsReadinessByStatus) {
    struct row {
        readiness state;
        unsigned health, ready;
        const char* body;
    };
    for (const auto& row :
         {row{readiness::ready, 200, 200, "ok"}, row{readiness::shutting_down, 200, 503, "shutting down"}}) {
        auto situation = usual();
        situation.state = row.state;
        EXPECT_EQ(answer_to("/healthz", situation).status, row.health);
        EXPECT_EQ(answer_to("/healthz", situation).body, "");
        EXPECT_EQ(answer_to("/readyz", situation).status, row.ready);
        EXPECT_EQ(answer_to("/readyz", situation).body, row.body);
    }
}

TEST(Agnhost, ShowsFieldsAsAGoServerHasThem) {
    const std::vector<header_field> fields{{"hOST", "h:80"},           {"x-forwarded-FOR", "1.1.1.1"},
                                           {"Accept", "*/*"},          {"X-Forwarded-For", "2.2.2.2"},
                                           {"Transfer-Encoding", "c"}, {"x-bad", "a\xff\x1b"}};
    auto request = get("/header");
    request.headers = fields;
    const auto all = answer_agnhost(request, usual());
    ASSERT_TRUE(all.has_value());
    EXPECT_EQ(boost::json::parse(all->body), boost::json::parse(R"({"Accept": ["*/*"], "X-Bad": ["a\ufffd\u001b"],
                                     "X-Forwarded-For": ["1.1.1.1", "2.2.2.2"]})"));
    EXPECT_LT(all->body.find("Accept"), all->body.find("X-Bad"));
    const std::vector<std::pair<const char*, const char*>> table{
        {"/header?key=X-Forwarded-For", "1.1.1.1"},
        {"/header?key=x-forwarded-for", "1.1.1.1"},
        {"/header?key=X%2dBad", "a\xff\x1b"},
        {"/header?key=Host", ""},
        {"/header?key=Nothing", ""},
    };
    for (const auto& [target, value] : table) {
        request.target = target;
        EXPECT_EQ(answer_agnhost(request, usual())->body, value) << target;
    }
}

TEST(Agnhost, RedirectsWithoutLettingAFieldIn) {
    struct row {
        const char* target;
        unsigned status;
        const char* location;
    };
    for (const auto& row : {
             row{"/redirect?location=/echo%3Fmsg=foobar&code=307", 307, "/echo?msg=foobar"},
             row{"/redirect?location=http://h/p", 302, "http://h/p"},
             row{"/redirect?location=x/y", 302, "/x/y"},
             row{"/redirect?location=1:2", 302, "/1:2"},
             row{"/redirect", 302, "/"},
             row{"/redirect?location=/a%0d%0aSet-Cookie:%20b=c", 302, "/a%0D%0ASet-Cookie:%20b=c"},
             row{"/redirect?location=/%c3%a9%00%7f", 302, "/%C3%A9%00%7F"},
             row{"/redirect?location=/x&code=99", 400, ""},
         }) {
        const auto answer = answer_to(row.target);
        EXPECT_EQ(answer.status, row.status) << row.target;
        EXPECT_EQ(answer.location, row.location) << row.target;
        EXPECT_EQ(answer.body.empty(), row.status != 400);
    }
}

TEST(Agnhost, BoundsTheLocation) {
    const std::string just(max_location_bytes - 1, 'a');
    EXPECT_EQ(answer_to("/redirect?location=/" + just).location.size(), max_location_bytes);
    EXPECT_EQ(answer_to("/redirect?location=/" + just + "a").status, 400U);
    EXPECT_EQ(answer_to("/redirect?location=/+" + just.substr(1)).status, 400U) << "a space takes three bytes";
}

TEST(Agnhost, RefusesToBeATool) {
    auto situation = usual();
    situation.may_exit = true;
    for (const char* target : {"/dial?host=10.0.0.1&port=80&request=x", "/shell?cmd=id", "/upload"}) {
        const auto answer = answer_agnhost(get(target), situation);
        ASSERT_TRUE(answer.has_value()) << target;
        EXPECT_EQ(answer->status, 403U) << target;
        EXPECT_TRUE(answer->body.starts_with("not offered: /")) << answer->body;
    }
}

TEST(Agnhost, StopsTheServerOnlyWhereThatIsAllowed) {
    for (const char* target : {"/exit?code=3", "/shutdown"}) {
        const auto answer = answer_to(target);
        EXPECT_EQ(answer.status, 403U) << target;
        EXPECT_FALSE(answer.exit.has_value()) << target;
        EXPECT_NE(answer.body.find("--agnhost-allow-exit"), answer.body.npos);
    }
}

TEST(Agnhost, StopsTheServerAsAsked) {
    auto situation = usual();
    situation.may_exit = true;
    const auto shutdown = answer_to("/shutdown", situation);
    ASSERT_TRUE(shutdown.exit.has_value());
    EXPECT_EQ(shutdown.exit->code, 0);
    EXPECT_EQ(shutdown.exit->wait, 0ns);
    EXPECT_FALSE(shutdown.exit->grace.has_value());

    const auto exit = answer_to("/exit?code=3&timeout=2m&wait=1.5s", situation);
    EXPECT_EQ(exit.status, 200U);
    ASSERT_TRUE(exit.exit.has_value());
    EXPECT_EQ(exit.exit->code, 3);
    EXPECT_EQ(exit.exit->wait, 1500ms);
    EXPECT_EQ(exit.exit->grace, std::optional<std::chrono::nanoseconds>(2min));

    const auto at_once = answer_to("/exit", situation);
    ASSERT_TRUE(at_once.exit.has_value());
    EXPECT_EQ(at_once.exit->code, 0);
    EXPECT_EQ(at_once.exit->grace, std::optional<std::chrono::nanoseconds>(0ns));

    for (const char* target : {"/exit?code=128", "/exit?code=-1", "/exit?code=x", "/exit?wait=5", "/exit?wait=-1s",
                               "/exit?timeout=99999h", "/exit?timeout=%00"}) {
        const auto answer = answer_to(target, situation);
        EXPECT_EQ(answer.status, 400U) << target;
        EXPECT_FALSE(answer.exit.has_value()) << target;
    }
}

TEST(Agnhost, ReadsFormsFromBodiesFirst) {
    const std::vector<header_field> form{{"content-type", "Application/X-WWW-Form-Urlencoded; charset=utf-8"}};
    const std::vector<header_field> text{{"Content-Type", "text/plain"}};
    auto request = get("/echo?msg=query&code=201");
    request.body = "msg=body";
    request.headers = form;
    EXPECT_EQ(answer_agnhost(request, usual())->body, "query") << "GET has no form in its body";
    request.method = "POST";
    EXPECT_EQ(answer_agnhost(request, usual())->body, "body");
    EXPECT_EQ(answer_agnhost(request, usual())->status, 201U);
    request.headers = text;
    EXPECT_EQ(answer_agnhost(request, usual())->body, "query");
}

TEST(Agnhost, RefusesWhatIsNoForm) {
    for (const char* target : {"/echo?msg=%", "/echo?msg=%2", "/echo?msg=%2g", "/echo?%zz=1&msg=x", "/echo?a;b",
                               "/header?key=%", "/redirect?location=%"})
        EXPECT_EQ(answer_to(target).status, 400U) << target;
}

TEST(Agnhost, AnswersWhatTheOverrideSays) {
    auto situation = usual();
    situation.override_target = "/echo?msg=over&code=418";
    for (const char* target : {"/", "/clientip", "/anything"}) {
        EXPECT_EQ(answer_to(target, situation).body, "over");
        EXPECT_EQ(answer_to(target, situation).status, 418U);
    }
    const std::vector<header_field> form{{"Content-Type", "application/x-www-form-urlencoded"}};
    auto request = get("/");
    request.method = "POST";
    request.body = "msg=body";
    request.headers = form;
    EXPECT_EQ(answer_agnhost(request, situation)->body, "over") << "as if it were a GET";
}

} // namespace
} // namespace srcip::echoserver
