#include "tests/integration/kube_setup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <vector>

namespace srcip::probe::kube {
namespace {

using test::http_answer;
using test::stand_in;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(kube_client, asks_as_it_should) {
    std::string seen;
    std::optional<stand_in> server(stand_in::answering([&seen](const std::string& request) {
        seen = request;
        return http_answer(200, "{}");
    }));
    endpoint where = at(server->port());
    where.server.path = "/prefix";
    where.token = "t0ken";
    running_client client(where);
    const auto body = client.get("/api?limit=1");
    ASSERT_TRUE(body) << body.error().message;
    EXPECT_EQ(*body, "{}");
    server.reset(); // its thread has ended: what it wrote is ours to read
    EXPECT_THAT(seen, AllOf(HasSubstr("GET /prefix/api?limit=1 HTTP/1.1\r\n"),
                            HasSubstr("Host: " + where.server.authority() + "\r\n"), HasSubstr("User-Agent: sipprobe/"),
                            HasSubstr("Accept: application/json\r\n"), HasSubstr("Authorization: Bearer t0ken\r\n"),
                            Not(HasSubstr("gzip"))));
}

TEST(kube_client, sends_basic_credentials) {
    std::string seen;
    std::optional<stand_in> server(stand_in::answering([&seen](const std::string& request) {
        seen = request;
        return http_answer(200, "{}");
    }));
    endpoint where = at(server->port());
    where.username = "me";
    where.password = "pass";
    ASSERT_TRUE(running_client(where).get());
    server.reset();
    EXPECT_THAT(seen, HasSubstr("Authorization: Basic bWU6cGFzcw==\r\n"));
}

TEST(kube_client, keeps_its_connection) {
    const stand_in server(stand_in::answering([](const std::string&) { return http_answer(200, "{}"); }));
    running_client client(at(server.port(), "http", "localhost"));
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(client.get());
    EXPECT_EQ(server.connections(), 1U);
}

TEST(kube_client, connects_anew_when_the_kept_connection_was_closed) {
    const stand_in server([](test::stand_in_peer& peer) {
        if (!peer.read_request().empty())
            peer.write(http_answer(200, "{}"));
    });
    running_client client(at(server.port()));
    for (int i = 0; i < 3; ++i) {
        const auto body = client.get();
        ASSERT_TRUE(body) << body.error().message;
    }
    EXPECT_EQ(server.connections(), 3U);
}

TEST(kube_client, reads_every_framing) {
    const std::string answers[] = {
        http_answer(200, "body"),
        http_answer(200, "body", "Connection: close\r\n"),
        "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n",
        "HTTP/1.0 200 x\r\n\r\nbody",
        "HTTP/1.1 200 x\r\n\r\nbody",
        "HTTP/1.1 103 x\r\nLink: a\r\n\r\nHTTP/1.1 100 x\r\n\r\n" + http_answer(200, "body"),
    };
    for (const std::string& answer : answers) {
        const stand_in server([&answer](test::stand_in_peer& peer) {
            peer.read_request();
            peer.write(answer);
        });
        const auto body = running_client(at(server.port())).get();
        ASSERT_TRUE(body) << answer << body.error().message;
        EXPECT_EQ(*body, "body") << answer;
    }
}

TEST(kube_client, names_a_server_that_is_not_there) {
    std::uint16_t port = 0;
    {
        const stand_in server([](test::stand_in_peer&) {});
        port = server.port();
    }
    const auto refused = running_client(at(port)).get();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, error_kind::refused);
    EXPECT_EQ(refused.error().message,
              "API server http://127.0.0.1:" + std::to_string(port) +
                  " (a test): connection refused; is the server running, and is this its port?");
}

TEST(kube_client, names_a_host_that_nobody_knows) {
    // A label of 64 letters is no name: no resolver asks anybody for it.
    const auto unknown = running_client(at(1, "http", std::string(64, 'a'))).get();
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, error_kind::unknown_host) << unknown.error().message;
    EXPECT_THAT(unknown.error().message, HasSubstr("cannot be resolved"));
}

/// Answers with these, the last again and again, and counts.
struct sequence {
    explicit sequence(std::vector<std::string> list)
        : answers(std::move(list)) {}

    std::vector<std::string> answers;
    std::atomic<std::size_t> asked = 0;

    stand_in::script script() {
        return stand_in::answering(
            [this](const std::string&) { return answers[std::min<std::size_t>(asked++, answers.size() - 1)]; });
    }
};

TEST(kube_client, waits_when_told_to) {
    for (const char* status : {"429", "503"}) {
        sequence s({http_answer(static_cast<unsigned>(std::stoul(status)), "", "Retry-After: 86400\r\n"),
                    http_answer(200, "{}")});
        const stand_in server(s.script());
        EXPECT_TRUE(running_client(at(server.port())).get()) << status;
        EXPECT_EQ(s.asked, 2U);
    }
}

TEST(kube_client, does_not_wait_for_ever) {
    sequence s({http_answer(429, "", "Retry-After: 1\r\n")});
    const stand_in server(s.script());
    const auto answer = running_client(at(server.port())).get();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, error_kind::throttled);
    EXPECT_EQ(s.asked, 1U + client_limits().max_waits);
}

TEST(kube_client, does_not_repeat_what_is_broken) {
    sequence s({http_answer(503, "")});
    const stand_in server(s.script());
    EXPECT_EQ(running_client(at(server.port())).get().error().kind, error_kind::server_error);
    EXPECT_EQ(s.asked, 1U);
}

/// A token file that the kubelet has just replaced: the first reading is the old one.
class replaced_token final : public file_reader {
  public:
    read_result read(const std::string&, std::size_t) const override {
        return {read_status::ok, readings_++ == 0 ? "old\n" : " new \n", ""};
    }

  private:
    mutable unsigned readings_ = 0;
};

std::string only_for(const std::string& request, const std::string& token) {
    const bool right = request.find("Bearer " + token + "\r\n") != std::string::npos;
    return right ? http_answer(200, "{}") : http_answer(401, recorded("error-401.json"));
}

TEST(kube_client, reads_a_refused_token_file_again) {
    const stand_in server(stand_in::answering([](const std::string& request) { return only_for(request, "new"); }));
    const replaced_token files;
    endpoint where = at(server.port());
    where.token_file = "/token";
    EXPECT_TRUE(running_client(where, patient(), &files).get());
}

TEST(kube_client, reads_a_refused_token_file_once_only) {
    sequence s({http_answer(401, "")});
    const stand_in server(s.script());
    const replaced_token files;
    endpoint where = at(server.port());
    where.token_file = "/token";
    const auto answer = running_client(where, patient(), &files).get();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, error_kind::unauthorized);
    EXPECT_THAT(answer.error().message, HasSubstr("the token in /token is not accepted"));
    EXPECT_EQ(s.asked, 2U);
}

TEST(kube_client, does_not_insist_on_a_refused_token) {
    sequence s({http_answer(401, "")});
    const stand_in server(s.script());
    endpoint where = at(server.port());
    where.token = "hunter2";
    const auto answer = running_client(where).get();
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().message, HasSubstr("the token of a test is not accepted"));
    EXPECT_THAT(answer.error().message, Not(HasSubstr("hunter2")));
    EXPECT_EQ(s.asked, 1U);
    EXPECT_THAT(running_client(at(server.port())).get().error().message, HasSubstr("no credentials were sent"));
}

TEST(kube_client, says_when_the_token_file_is_gone) {
    endpoint where = at(1);
    where.token_file = "/none/token";
    const auto answer = running_client(where).get();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().message, "token file /none/token does not exist");
}

TEST(kube_client, does_not_follow_redirects) {
    const stand_in elsewhere(stand_in::answering([](const std::string&) { return http_answer(200, "{}"); }));
    const std::string there = "http://127.0.0.1:" + std::to_string(elsewhere.port()) + "/\x1b[2J";
    for (const unsigned status : {301U, 302U, 303U, 307U, 308U}) {
        const stand_in server(stand_in::answering(
            [&](const std::string&) { return http_answer(status, "", "Location: " + there + "\r\n"); }));
        endpoint where = at(server.port());
        where.token = "t";
        const auto answer = running_client(where).get();
        ASSERT_FALSE(answer);
        // A control byte in a field is no HTTP: refused even earlier.
        EXPECT_EQ(answer.error().kind, error_kind::not_http) << answer.error().message;
    }
    const stand_in server(stand_in::answering([&](const std::string&) {
        return http_answer(302, "", "Location: " + there.substr(0, there.size() - 4) + "\xe2\x80\xae\r\n");
    }));
    const auto answer = running_client(at(server.port())).get();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, error_kind::redirect);
    EXPECT_THAT(answer.error().message, HasSubstr("/\\u{202e}, and redirects are not followed"));
    EXPECT_EQ(elsewhere.connections(), 0U);
}

} // namespace
} // namespace srcip::probe::kube
