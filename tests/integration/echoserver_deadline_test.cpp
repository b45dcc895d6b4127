#include "echoserver_client.hpp"
#include "echoserver_running.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <utility>

// Deadlines, shortened so far that waiting for them takes no time worth mentioning. What must not expire in a test is
// set far beyond its length.
namespace srcip::echoserver::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

options with(milliseconds deadlines::*which, milliseconds value) {
    auto settings = test_options();
    settings.timeouts = {1h, 1h, 1h, 1h, 1h, 1024, 1h};
    settings.timeouts.*which = value;
    return settings;
}

/// A client whose first bytes have come before it is accepted: a deadline that starts there cannot be over before.
struct first_bytes {
    explicit first_bytes(std::string text)
        : bytes(std::move(text)) {}
    std::function<void(std::uint16_t)> send() {
        return [this](std::uint16_t port) { peer.emplace(port).send(bytes); };
    }

    std::string bytes;
    std::optional<client> peer{};
};

const std::string plain = "GET / HTTP/1.1\r\nHost: ex\r\n\r\n";

TEST(EchoserverDeadline, AnUnfinishedHeaderGets408) {
    for (const std::string bytes : {"G", "GET / HTTP/1.1\r\nHost: ex\r\nX: "}) {
        first_bytes begun(bytes);
        running_server server(with(&deadlines::header, 100ms), begun.send());
        client& peer = *begun.peer;
        std::string buffered;
        const auto answer = read_answer(peer, buffered);
        EXPECT_EQ(answer.code(), 408U);
        EXPECT_EQ(answer.header("Connection"), "close");
        EXPECT_EQ(peer.read_some(), "");
        EXPECT_EQ(peer.end(), connection_end::eof);
    }
}

TEST(EchoserverDeadline, AConnectionWithoutARequestIsClosed) {
    running_server server(with(&deadlines::header, 100ms));
    for (const std::string bytes : {"", "\r\n\r\n"}) {
        client peer(server.port());
        peer.send(bytes);
        EXPECT_EQ(peer.read_all(), "");
        EXPECT_EQ(peer.end(), connection_end::eof);
    }
}

TEST(EchoserverDeadline, ADrippingHeaderDoesNotMoveIt) {
    first_bytes begun("GET / HTTP/1.1\r\nX: ");
    running_server server(with(&deadlines::header, 200ms), begun.send());
    client& peer = *begun.peer;
    std::string answer;
    for (int i = 0; i < 400 && answer.empty(); ++i) {
        peer.send("x");
        answer = peer.read_some(65536, 20ms);
    }
    EXPECT_EQ(parse_answer(answer).code(), 408U);
}

TEST(EchoserverDeadline, AnIdleConnectionIsClosed) {
    running_server server(with(&deadlines::keep_alive, 100ms));
    client peer(server.port());
    std::string buffered;
    peer.send(plain);
    EXPECT_EQ(read_answer(peer, buffered).code(), 200U);
    EXPECT_EQ(peer.read_some(), "");
    EXPECT_EQ(peer.end(), connection_end::eof);
}

TEST(EchoserverDeadline, ABodyThatStopsGets408) {
    auto settings = with(&deadlines::body, 100ms);
    settings.timeouts.min_rate = 1'000'000;
    running_server server(settings);
    client peer(server.port());
    std::string buffered;
    peer.send("POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: 3\r\n\r\na");
    EXPECT_EQ(read_answer(peer, buffered).code(), 408U);
}

TEST(EchoserverDeadline, ABodyThatDripsTooSlowlyGets408) {
    auto settings = with(&deadlines::body, 200ms);
    settings.timeouts.min_rate = 1'000'000;
    running_server server(settings);
    client peer(server.port());
    peer.send("POST / HTTP/1.1\r\nHost: ex\r\nTransfer-Encoding: chunked\r\n\r\n");
    std::string answer;
    for (int i = 0; i < 400 && answer.empty(); ++i) {
        peer.send("1\r\nx\r\n");
        answer = peer.read_some(65536, 20ms);
    }
    EXPECT_EQ(parse_answer(answer).code(), 408U);
}

TEST(EchoserverDeadline, AClientThatDoesNotReadIsDropped) {
    auto settings = with(&deadlines::write, 100ms);
    settings.timeouts.min_rate = 1U << 30;
    running_server server(settings);
    client peer(server.port());
    const std::string body(8'000'000, 'b');
    peer.send("POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: 8000000\r\n\r\n" + body);
    server->drain(); // ends when the connection does
    server->join();
    EXPECT_LT(peer.read_all().size(), body.size());
}

TEST(EchoserverDeadline, LingeringIsBounded) {
    running_server server(with(&deadlines::linger, 50ms));
    client peer(server.port());
    peer.send("POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: 99999999\r\n\r\n");
    std::string buffered;
    EXPECT_EQ(read_answer(peer, buffered).code(), 413U);
    EXPECT_EQ(peer.read_some(), "");
    EXPECT_EQ(peer.end(), connection_end::eof);
}

TEST(EchoserverDeadline, PausesBetweenRequestsMayBeLongerThanAHeader) {
    auto settings = with(&deadlines::header, 60ms);
    first_bytes begun(plain);
    running_server server(settings, begun.send());
    client& peer = *begun.peer;
    std::string buffered;
    EXPECT_EQ(read_answer(peer, buffered).code(), 200U);
    EXPECT_EQ(peer.read_some(65536, 300ms), "");
    EXPECT_EQ(peer.end(), connection_end::open) << "the header's deadline starts with its first byte";
    peer.send(plain);
    EXPECT_EQ(read_answer(peer, buffered).code(), 200U);
}

} // namespace
} // namespace srcip::echoserver::testing
