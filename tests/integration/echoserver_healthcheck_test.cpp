#include "echoserver/healthcheck.hpp"

#include "tests/support/scripted_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace srcip::echoserver {
namespace {

using namespace std::chrono_literals;
using test::scripted_connection;
using test::scripted_server;
using testing::HasSubstr;

constexpr auto long_enough = 20s; // nothing here waits for it
constexpr auto soon = 50ms;       // for what never comes

std::optional<std::string> ask(const ip_endpoint& at, std::chrono::milliseconds deadline = long_enough) {
    return find_health_problem({"/readyz", at}, deadline);
}

/// What is said about a server that reads the request and answers `bytes`.
std::optional<std::string> about(const std::string& bytes) {
    const scripted_server server([&](scripted_connection& peer) {
        peer.read_until("\r\n\r\n");
        peer.write(bytes);
    });
    return ask(server.endpoint());
}

/// One line without anything that a terminal obeys, beginning with the server's address.
void expect_problem(const std::optional<std::string>& problem, const std::vector<std::string>& parts) {
    ASSERT_TRUE(problem.has_value());
    for (const char c : *problem)
        EXPECT_TRUE(c < 0 || c >= ' ') << *problem;
    EXPECT_LT(problem->size(), 1000U);
    for (const auto& part : parts)
        EXPECT_THAT(*problem, HasSubstr(part));
}

TEST(Healthcheck, SendsOneRequest) {
    std::string request;
    {
        const scripted_server server([&](scripted_connection& peer) {
            request = peer.read_until("\r\n\r\n");
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        EXPECT_EQ(ask(server.endpoint()), std::nullopt);
        EXPECT_THAT(request, HasSubstr("\r\nHost: " + server.endpoint().to_string() + "\r\n"));
    }
    EXPECT_TRUE(request.starts_with("GET /readyz HTTP/1.1\r\n")) << request;
    EXPECT_THAT(request, HasSubstr("\r\nConnection: close\r\n"));
}

TEST(Healthcheck, IsContentWithASuccess) {
    for (const std::string answer :
         {"HTTP/1.1 200 OK\r\n\r\nok\n", "HTTP/1.0 204\r\n\r\n", "HTTP/1.1 299 \n\n", "HTTP/1.1 200 OK\r\n"})
        EXPECT_EQ(about(answer), std::nullopt) << answer;
}

TEST(Healthcheck, RepeatsWhatAnUnhealthyServerSays) {
    expect_problem(about("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 9\r\n\r\ndraining\nmore"),
                   {"503", "/readyz", "\"draining\";"});
    expect_problem(about("HTTP/1.1 503\r\n\r\n\x1b[2J\x9b\r\nforged"), {"503", "\"\\x1b[2J\\x9b\""});
    expect_problem(about("HTTP/1.1 503\r\n\r\n" + std::string(60'000, 'x')), {"503", "xxx…"});
    expect_problem(about("HTTP/1.1 503 No Body\r\n\r\n"), {"answered 503 to GET /readyz; "});
    expect_problem(about("HTTP/1.1 404 Not Found\r\n\r\nno such page\n"), {"404", "--path"});
    expect_problem(about("HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/\r\n\r\n"), {"301"});
    expect_problem(about("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"), {"100"});
}

TEST(Healthcheck, KnowsWhatIsNoHttp) {
    for (const std::string garbage :
         {"\x15\x03\x01\x02\x02\n", "SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n", "HTTP/1.1 20\r\n", "HTTP/1.1 2000\r\n",
          "HTTP/1.1 +20 OK\r\n", "HTTP/1.1 200", "HTTP/1.1 503 No", "HTTP/1.1  200 OK\r\n", "http/1.1 200 OK\r\n",
          "HTTP/1.1 200OK\r\n", "\n", "HTTP/1.1"})
        expect_problem(about(garbage), {"did not answer in HTTP", "another program"});
}

TEST(Healthcheck, NamesAClosedConnection) { expect_problem(about(""), {"gave no answer", "closed"}); }

TEST(Healthcheck, NamesAReset) {
    const scripted_server server([](scripted_connection& peer) {
        peer.read_until("\r\n\r\n");
        peer.reset();
    });
    expect_problem(ask(server.endpoint()), {"gave no answer", "reset"});
}

TEST(Healthcheck, NamesARefusal) {
    const test::closed_port port;
    expect_problem(ask(port.endpoint()),
                   {"cannot connect to " + port.endpoint().to_string(), "refused", "--admin-port"});
}

TEST(Healthcheck, DoesNotWaitForAServerThatIsSilent) {
    const scripted_server server([](scripted_connection& peer) { peer.wait_for_close(); });
    expect_problem(ask(server.endpoint(), soon), {"did not answer within 50ms"});
}

TEST(Healthcheck, DoesNotWaitForAServerThatAcceptsNobody) {
    const test::silent_listener server;
    expect_problem(ask(server.endpoint(), soon), {"cannot connect", "50ms"});
}

TEST(Healthcheck, SaysWhatItKnowsWhenTheBodyNeverComes) {
    const scripted_server server([](scripted_connection& peer) {
        peer.read_until("\r\n\r\n");
        peer.write("HTTP/1.1 503 Service Unavailable\r\n\r\n");
        peer.wait_for_close();
    });
    std::optional<std::string> problem;
    for (auto deadline = soon; !problem || problem->find("503") == problem->npos; deadline *= 2)
        problem = ask(server.endpoint(), deadline);
    expect_problem(problem, {"503", "/readyz"});
}

TEST(Healthcheck, StopsReadingAnAnswerWithoutEnd) {
    for (const std::string start : {"", "HTTP/1.1 503 ", "HTTP/1.1 503 No\r\nA: ", "HTTP/1.1 503 No\r\n\r\n"}) {
        const scripted_server server([&](scripted_connection& peer) {
            peer.read_until("\r\n\r\n");
            peer.write(start);
            const std::string some(4096, 'x');
            while (peer.write(some)) {
            }
        });
        expect_problem(ask(server.endpoint()), {start.find('\n') == start.npos ? "in HTTP" : "503"});
    }
}

} // namespace
} // namespace srcip::echoserver
