#include "../unit/echoserver/request_parser_vectors.hpp"
#include "echoserver_client.hpp"
#include "echoserver_running.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/socket.h>

// What a server must survive, row by row, over real sockets; after each row it must still answer.
namespace srcip::echoserver::testing {
namespace {

using namespace std::chrono_literals;

class Robustness : public ::testing::Test {
  protected:
    void expect_alive() {
        client peer(server_.port());
        ASSERT_TRUE(peer.send(get()));
        std::string buffered;
        EXPECT_EQ(read_answer(peer, buffered).code(), 200U);
    }

    running_server server_;
};

TEST_F(Robustness, RefusedRequestsGetTheirStatusAndTheEndOfTheConnection) {
    for (const auto& vector : refused_vectors()) {
        SCOPED_TRACE(vector.name);
        client peer(server_.port());
        peer.send(vector.bytes);
        std::string buffered;
        const auto answer = read_answer(peer, buffered);
        EXPECT_EQ(answer.code(), vector.status) << answer.status;
        EXPECT_EQ(answer.header("Connection"), "close");
        EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(answer.rest, "") << "one answer, whatever follows";
        peer.shutdown_write();
        EXPECT_EQ(peer.read_all(), "");
        EXPECT_EQ(peer.end(), connection_end::eof);
    }
    expect_alive();
}

TEST_F(Robustness, AProxyHeaderIsNoRequestWhereNoneIsLookedFor) {
    auto settings = test_options();
    settings.proxy = proxy_mode::off;
    running_server server(settings);
    client peer(server.port());
    peer.send("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + get());
    std::string buffered;
    EXPECT_EQ(read_answer(peer, buffered).code(), 400U);
}

TEST_F(Robustness, AcceptedRequestsAreAnsweredOverOneConnection) {
    client peer(server_.port());
    std::string buffered;
    for (const auto& vector : accepted_vectors()) {
        if (vector.bytes.find("HTTP/1.0") != vector.bytes.npos)
            continue;
        SCOPED_TRACE(vector.name);
        ASSERT_TRUE(peer.send(vector.bytes));
        auto answer = read_answer(peer, buffered);
        if (answer.code() == 100)
            answer = read_answer(peer, buffered);
        ASSERT_EQ(answer.code(), 200U);
        const std::string body = vector.body.empty() ? "" : "\nBODY:\n" + vector.body;
        EXPECT_TRUE(answer.body.ends_with(body));
    }
}

TEST_F(Robustness, TheFirstRegression) {
    client peer(server_.port());
    peer.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: " + std::string(70'000, 'v') +
              "\r\n\r\n");
    std::string buffered;
    EXPECT_EQ(read_answer(peer, buffered).code(), 431U);
    expect_alive();
}

TEST_F(Robustness, ARefusalArrivesWhileTheClientIsStillSending) {
    client peer(server_.port());
    ASSERT_TRUE(peer.send(post("Content-Length: 20000000\r\n", "")));
    for (int i = 0; i < 20; ++i)
        ASSERT_TRUE(peer.send(std::string(1'000'000, 'b'))) << "the rest of the body is read, not reset";
    std::string buffered;
    EXPECT_EQ(read_answer(peer, buffered).code(), 413U);
    EXPECT_EQ(peer.read_some(), "");
    EXPECT_EQ(peer.end(), connection_end::eof) << "the announced body has ended, and so does the connection";
}

TEST_F(Robustness, AHalfClosedConnectionIsStillAnswered) {
    client peer(server_.port());
    ASSERT_TRUE(peer.send(get() + get()));
    peer.shutdown_write();
    std::string buffered;
    EXPECT_EQ(read_answer(peer, buffered).code(), 200U);
    EXPECT_EQ(read_answer(peer, buffered).code(), 200U);
    EXPECT_EQ(peer.read_some(), "");
    EXPECT_EQ(peer.end(), connection_end::eof);
}

TEST_F(Robustness, UnfinishedRequestsEndQuietly) {
    for (const std::string bytes : {"", "GET / HT", "GET / HTTP/1.1\r\nHost: ex\r\n"}) {
        client peer(server_.port());
        peer.send(bytes);
        peer.shutdown_write();
        EXPECT_EQ(peer.read_all(), "");
        EXPECT_EQ(peer.end(), connection_end::eof);
    }
    client peer(server_.port());
    peer.send(post("Content-Length: 3\r\n", "a"));
    peer.shutdown_write();
    EXPECT_EQ(peer.read_all(), "");
}

TEST_F(Robustness, ResetsAreSurvived) {
    for (const auto& bytes : {std::string("GET / HT"), get(), post("Content-Length: 9\r\n", "x")}) {
        client peer(server_.port());
        peer.reset_on_close();
        peer.send(bytes);
    }
    expect_alive();
}

TEST_F(Robustness, LongPipelinesAreAnsweredInOrder) {
    constexpr int requests = 2000;
    std::string bytes;
    for (int i = 0; i < requests; ++i)
        bytes += get("", "/" + std::to_string(i));
    client peer(server_.port());
    ASSERT_TRUE(peer.send(bytes));
    std::string buffered;
    for (int i = 0; i < requests; ++i) {
        const auto answer = read_answer(peer, buffered);
        ASSERT_NE(answer.body.find("real path=/" + std::to_string(i) + "\n"), answer.body.npos) << i;
    }
}

TEST_F(Robustness, ASlowReaderOfALargeAnswerGetsAllOfIt) {
    const std::string body(5'000'000, 'b');
    client peer(server_.port());
    ASSERT_TRUE(peer.send(post("Content-Length: 5000000\r\n", body)));
    std::string buffered;
    const auto answer = read_answer(peer, buffered);
    EXPECT_TRUE(answer.complete);
    EXPECT_TRUE(answer.body.ends_with("BODY:\n" + body));
}

TEST_F(Robustness, RequestsMayComeByteByByte) {
    client peer(server_.port());
    for (const char byte : chunked("3\r\nabc\r\n0\r\n\r\n"))
        ASSERT_TRUE(peer.send({&byte, 1}));
    std::string buffered;
    EXPECT_TRUE(read_answer(peer, buffered).body.ends_with("BODY:\nabc"));
}

/// Lowers the limit on descriptors while it lives.
class few_descriptors {
  public:
    explicit few_descriptors(rlim_t most) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit now{most, before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &now);
    }
    ~few_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

  private:
    rlimit before_{};
};

TEST_F(Robustness, AcceptGoesOnAfterDescriptorsRanOut) {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "UBSan itself needs descriptors to judge a vptr";
#endif
    std::vector<client> held;
    client waiting = [&] {
        for (int i = 0; i < 4; ++i)
            held.emplace_back(server_.port());
        for (auto& peer : held) { // accepted, each with a descriptor on both sides
            peer.send(get());
            EXPECT_FALSE(peer.read_some().empty());
        }
        const int next = ::socket(AF_INET, SOCK_STREAM, 0);
        ::close(next);
        const few_descriptors limit(static_cast<rlim_t>(next) + 1);
        client last(server_.port()); // takes the last descriptor: the server has none left to accept it with
        last.send(get());
        EXPECT_EQ(last.read_some(65536, 300ms), "") << "not accepted yet";
        return last;
    }();
    EXPECT_FALSE(waiting.read_some().empty()) << "accepted once there are descriptors again";
}

} // namespace
} // namespace srcip::echoserver::testing
