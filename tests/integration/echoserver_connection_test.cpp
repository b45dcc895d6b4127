#include "echoserver_client.hpp"
#include "echoserver_running.hpp"

#include <srcip/echo_answer.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gtest/gtest.h>

#include <future>

namespace srcip::echoserver::testing {
namespace {

using namespace std::chrono_literals;

const std::string plain = "GET / HTTP/1.1\r\nHost: ex\r\n\r\n";
const std::string json = "GET /j?x HTTP/1.1\r\nHost: ex\r\nAccept: application/json\r\nX: a\r\nX: b\r\n\r\n";

TEST(EchoserverConnection, ReportsItselfAsJson) {
    running_server server;
    client peer(server.port());
    std::string buffered;
    peer.send(plain + json + json);
    read_answer(peer, buffered);
    for (const int number : {2, 3}) {
        const auto answer = read_answer(peer, buffered);
        EXPECT_EQ(answer.header("Content-Type"), "application/json");
        const auto report = boost::json::parse(answer.body);
        EXPECT_EQ(report.at("schema").as_string(), "srcip.echo/v1");
        EXPECT_EQ(report.at("client_address").as_string(), "127.0.0.1");
        EXPECT_EQ(report.at("peer").at("address").as_string(), "127.0.0.1");
        EXPECT_EQ(report.at("local").at("port").as_int64(), server.port());
        EXPECT_EQ(report.at("connection").at("request_number").as_int64(), number);
        EXPECT_GE(report.at("connection").at("age_ms").as_int64(), 0);
        EXPECT_GT(report.at("connection").at("tcp_info").at("rtt_us").as_int64(), 0);
        EXPECT_EQ(report.at("syn").at("ip_version").as_int64(), 4) << "the kernel gives the SYN out once; it is kept";
        EXPECT_EQ(report.at("request").at("headers").as_array().size(), 4U);
        EXPECT_EQ(report.at("server").at("pod_name").as_string(), "echo-0");
        EXPECT_TRUE(report.at("server").at("node_name").is_null());
    }
}

TEST(EchoserverConnection, ItsJsonIsWhatOurClientReads) {
    running_server server;
    client peer(server.port());
    std::string buffered;
    peer.send(json + plain);
    const auto from_json = read_echo_answer(read_answer(peer, buffered).body);
    ASSERT_TRUE(from_json.has_value());
    EXPECT_EQ(from_json->client_address->to_string(), "127.0.0.1");
    EXPECT_TRUE(from_json->syn.has_value());
    const auto from_text = read_echo_answer(read_answer(peer, buffered).body);
    ASSERT_TRUE(from_text.has_value());
    EXPECT_EQ(from_text->format, echo_format::echoserver_1_4);
}

TEST(EchoserverConnection, AsksForABodyBeforeItComes) {
    running_server server;
    client peer(server.port());
    std::string buffered;
    peer.send("POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(read_answer(peer, buffered).status, "HTTP/1.1 100 Continue");
    EXPECT_EQ(buffered, "");
    peer.send("abc");
    const auto answer = read_answer(peer, buffered);
    EXPECT_EQ(answer.code(), 200U);
    EXPECT_TRUE(answer.body.ends_with("BODY:\nabc"));
}

TEST(EchoserverConnection, NeverAsksForABodyItRefusesNorInHttp10) {
    running_server server;
    for (const auto& [head, status] : {std::pair("POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: 99999999\r\n", 413U),
                                       std::pair("POST / HTTP/1.1\r\nContent-Length: 3\r\n", 400U)}) {
        client peer(server.port());
        std::string buffered;
        peer.send(std::string(head) + "Expect: 100-continue\r\n\r\n");
        EXPECT_EQ(read_answer(peer, buffered).code(), status);
    }
    client peer(server.port());
    std::string buffered;
    peer.send("POST / HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc");
    EXPECT_EQ(read_answer(peer, buffered).code(), 200U);
}

TEST(EchoserverConnection, KeepsHttp10AliveWhenAsked) {
    running_server server;
    client peer(server.port());
    std::string buffered;
    for (int i = 0; i < 2; ++i) {
        peer.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        const auto answer = read_answer(peer, buffered);
        EXPECT_EQ(answer.code(), 200U);
        EXPECT_EQ(answer.header("Connection"), "keep-alive");
        EXPECT_EQ(answer.header("Content-Length"), std::to_string(answer.body.size()));
    }
    peer.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(read_answer(peer, buffered).header("Connection"), "close");
    EXPECT_EQ(peer.read_some(), "");
    EXPECT_EQ(peer.end(), connection_end::eof);
}

TEST(EchoserverConnection, ServesBothFamiliesOnOneSocketAndPrintsIpv4AsIpv4) {
    auto settings = test_options();
    settings.address.reset();
    settings.threads = 2;
    running_server server(settings);
    EXPECT_EQ(server->threads(), 2U);
    for (int i = 0; i < 20; ++i) {
        client peer(server.port());
        std::string buffered;
        peer.send(plain);
        EXPECT_NE(read_answer(peer, buffered).body.find("client_address=127.0.0.1\n"), std::string::npos);
    }
}

TEST(EchoserverConnection, ABusyPortIsAnErrorEvenThoughItCouldBeShared) {
    running_server first;
    auto settings = test_options();
    settings.http_port = first.port();
    const auto second = server::open(settings, {});
    ASSERT_TRUE(std::holds_alternative<startup_error>(second));
    EXPECT_EQ(std::get<startup_error>(second).text,
              "cannot listen on 127.0.0.1:" + std::to_string(first.port()) +
                  ": Address already in use; stop the other program or choose another port with --http-port");
}

TEST(EchoserverConnection, APortIsFreeAgainAfterItsServer) {
    auto settings = test_options();
    {
        running_server first(settings);
        settings.http_port = first.port();
        client peer(first.port());
        std::string buffered;
        peer.send("GET / HTTP/1.1\r\nHost: ex\r\nConnection: close\r\n\r\n");
        read_answer(peer, buffered); // the server closed first: its side is in TIME_WAIT
        EXPECT_EQ(peer.read_some(), "");
    }
    EXPECT_TRUE(std::holds_alternative<std::unique_ptr<server>>(server::open(settings, {})));
}

/// A POST whose answer no socket's buffers hold, and the beginning of that answer: from here on the server is blocked.
struct blocked_writer {
    static constexpr std::size_t size = 40 << 20;

    static options settings() {
        auto out = test_options();
        out.limits.max_body_bytes = size;
        return out;
    }

    explicit blocked_writer(std::uint16_t port)
        : peer(port) {
        peer.send("POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
                  std::string(size, 'x'));
        begin = peer.read_some(1);
    }

    client peer;
    std::string begin;
};

TEST(EchoserverConnection, ARequestThatComesWhileAnAnswerIsBlockedIsAnswered) {
    running_server server(blocked_writer::settings());
    blocked_writer blocked(server.port());
    blocked.peer.send(plain);
    std::string buffered = blocked.begin;
    EXPECT_EQ(read_answer(blocked.peer, buffered).code(), 200U);
    EXPECT_EQ(read_answer(blocked.peer, buffered).code(), 200U);
}

TEST(EchoserverConnection, ARequestThatComesWhileOthersHaveTheirTurnIsAnswered) {
    running_server server;
    std::string many;
    for (int i = 0; i < 300; ++i)
        many += plain;
    for (int i = 0; i < 20; ++i) {
        client peer(server.port());
        std::string buffered;
        peer.send(many);
        peer.send(plain);
        for (int answers = 0; answers < 301; ++answers)
            ASSERT_EQ(read_answer(peer, buffered).code(), 200U) << i << ", " << answers;
    }
}

TEST(EchoserverConnection, AReaderWhoTakesNothingIsGivenUp) {
    auto settings = blocked_writer::settings();
    settings.timeouts.write = 100ms;
    settings.timeouts.min_rate = 1; // the whole answer may take a year
    running_server server(settings);
    blocked_writer blocked(server.port());
    server->drain();
    const auto joined = std::async(std::launch::async, [&] { server->join(); });
    EXPECT_EQ(joined.wait_for(patience), std::future_status::ready);
}

TEST(EchoserverDrain, IdleConnectionsEndAndNewOnesAreRefused) {
    running_server server;
    client idle(server.port());
    std::string buffered;
    idle.send(plain);
    read_answer(idle, buffered);
    server->drain();
    EXPECT_EQ(idle.read_some(), "");
    EXPECT_EQ(idle.end(), connection_end::eof);
    server->join();
    EXPECT_THROW(client{server.port()}, std::runtime_error);
}

TEST(EchoserverDrain, RequestsInFlightAreAnsweredWithTheEndOfTheConnection) {
    running_server server;
    client busy(server.port());
    client idle(server.port());
    std::string buffered;
    busy.send("POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    read_answer(busy, buffered); // the server has the header
    server->drain();
    EXPECT_EQ(idle.read_some(), "") << "once this one has ended, the drain has begun";
    busy.send("done");
    const auto answer = read_answer(busy, buffered);
    EXPECT_EQ(answer.code(), 200U);
    EXPECT_EQ(answer.header("Connection"), "close");
    server->join();
}

TEST(EchoserverDrain, EndsWithTheGracePeriod) {
    auto settings = test_options();
    settings.grace_period = 100ms;
    running_server server(settings);
    client stuck(server.port());
    std::string buffered;
    stuck.send("POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    read_answer(stuck, buffered);
    server->drain();
    const auto joined = std::async(std::launch::async, [&] { server->join(); });
    EXPECT_EQ(joined.wait_for(patience), std::future_status::ready);
    EXPECT_EQ(stuck.read_some(), "");
}

} // namespace
} // namespace srcip::echoserver::testing
