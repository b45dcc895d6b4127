#include "tests/support/tls_pair.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include <openssl/err.h>

namespace srcip::echoserver {
namespace {

using test::make_context;
using test::tls_client_wish;
using test::tls_pair;

class TlsStream : public testing::TestWithParam<int> {
  protected:
    static tls_client_wish wish() { return {.version = GetParam()}; }

    const std::unique_ptr<tls_context> context = make_context();
};

INSTANTIATE_TEST_SUITE_P(EachVersion, TlsStream, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "Tls12" : "Tls13"; });

std::string counted_text(std::size_t size) {
    std::string out;
    while (out.size() < size)
        out += std::to_string(out.size()) + ' ';
    out.resize(size);
    return out;
}

/// Writes all of `text`, each time from another address; how many calls it took.
int write_all(tls_pair& pair, const std::string& text, std::string& seen) {
    int calls = 0;
    for (std::size_t done = 0; done < text.size() && calls < 100'000; ++calls) {
        const std::string moved = text.substr(done);
        const auto result = pair.server.write_some(moved);
        if (result.status == io_status::done)
            done += result.bytes;
        else if (result.status != io_status::wants_write)
            return -1;
        pair.pump();
        seen += pair.client.read();
    }
    return calls;
}

TEST_P(TlsStream, CarriesTextBothWays) {
    tls_pair pair(*context, wish());
    ASSERT_EQ(pair.handshake(), io_status::done) << pair.server.last_error() << pair.client.error();
    pair.client.write("GET / HTTP/1.1\r\n\r\n");
    pair.pump();
    std::string request;
    EXPECT_EQ(pair.read(request), io_status::wants_read);
    EXPECT_EQ(request, "GET / HTTP/1.1\r\n\r\n");
    const auto written = pair.server.write_some("an answer");
    EXPECT_EQ(written.status, io_status::done);
    EXPECT_EQ(written.bytes, 9U);
    pair.pump();
    EXPECT_EQ(pair.client.read(), "an answer");
    EXPECT_EQ(pair.server.last_error(), "");
}

TEST_P(TlsStream, TakesTheClientsBytesOneByOne) {
    tls_pair pair(*context, wish());
    ASSERT_EQ(pair.handshake(1), io_status::done);
    pair.client.write("one by one");
    pair.outgoing += pair.client.take();
    std::string text;
    while (!pair.outgoing.empty()) {
        EXPECT_EQ(text, "");
        pair.pump(1);
        EXPECT_EQ(pair.read(text), io_status::wants_read);
    }
    EXPECT_EQ(text, "one by one");
}

TEST_P(TlsStream, CarriesAMebibyteBothWays) {
    tls_pair pair(*context, wish());
    ASSERT_EQ(pair.handshake(), io_status::done);
    const std::string text = counted_text(1U << 20);
    pair.client.write(text);
    std::string received;
    for (int i = 0; i < 10'000 && received.size() < text.size(); ++i) {
        pair.pump();
        ASSERT_EQ(pair.read(received), io_status::wants_read);
    }
    EXPECT_TRUE(received == text);
    std::string seen;
    EXPECT_GE(write_all(pair, text, seen), 64) << "a record holds 16 KiB";
    pair.pump();
    seen += pair.client.read();
    EXPECT_TRUE(seen == text);
}

TEST_P(TlsStream, WritesInPartsWhenTheSocketIsFull) {
    tls_pair pair(*context, wish(), 4096);
    ASSERT_EQ(pair.handshake(), io_status::done);
    const std::string text = counted_text(100'000);
    std::size_t done = 0;
    io_result result;
    while ((result = pair.server.write_some(std::string_view(text).substr(done))).status == io_status::done)
        done += result.bytes;
    EXPECT_EQ(result.status, io_status::wants_write);
    EXPECT_LT(done, text.size());
    std::string seen;
    EXPECT_GT(write_all(pair, text.substr(done), seen), 0);
    pair.pump();
    seen += pair.client.read();
    EXPECT_TRUE(seen == text);
}

TEST_P(TlsStream, SaysWhenAReadTookAllThereWas) {
    tls_pair pair(*context, wish());
    ASSERT_EQ(pair.handshake(), io_status::done);
    pair.client.write("0123456789");
    pair.pump();
    std::array<char, 6> part{};
    auto result = pair.server.read_some(part);
    EXPECT_EQ(result.bytes, 6U);
    EXPECT_FALSE(result.drained);
    result = pair.server.read_some(part);
    EXPECT_EQ(result.bytes, 4U);
    EXPECT_FALSE(result.drained) << "it has not looked";
    result = pair.server.read_some(part);
    EXPECT_EQ(result.status, io_status::wants_read);
    EXPECT_TRUE(result.drained);
    pair.client.write("abcd");
    pair.pump();
    result = pair.server.read_some(part);
    EXPECT_EQ(result.bytes, 4U);
    EXPECT_TRUE(result.drained);
}

TEST_P(TlsStream, IsNotDrainedWhileAnotherRecordIsBuffered) {
    tls_pair pair(*context, wish());
    ASSERT_EQ(pair.handshake(), io_status::done);
    pair.client.write("first");
    pair.client.write("second");
    pair.pump();
    std::array<char, 100> part{};
    EXPECT_FALSE(pair.server.read_some(part).drained);
    // Whoever waits for readiness may be told of this between the two reads, and is not told again.
    pair.client.write("third");
    pair.pump();
    EXPECT_FALSE(pair.server.read_some(part).drained) << "the second came from the buffer";
    const auto last = pair.server.read_some(part);
    EXPECT_EQ(std::string_view(part.data(), last.bytes), "third");
    EXPECT_TRUE(last.drained);
}

TEST_P(TlsStream, CloseNotifyEndsTheClientsBytesOnly) {
    tls_pair pair(*context, wish());
    ASSERT_EQ(pair.handshake(), io_status::done);
    pair.client.write("request");
    pair.client.close_notify();
    pair.pump();
    std::string text;
    EXPECT_EQ(pair.read(text), io_status::closed);
    EXPECT_EQ(text, "request");
    EXPECT_EQ(pair.server.write_some("answer").status, io_status::done);
    pair.pump();
    EXPECT_EQ(pair.client.read(), "answer");
}

TEST_P(TlsStream, EndOfTcpWithoutCloseNotifyIsAnEndToo) {
    tls_pair pair(*context, wish());
    ASSERT_EQ(pair.handshake(), io_status::done);
    pair.client.write("request");
    pair.pump();
    pair.wire.end();
    std::string text;
    EXPECT_EQ(pair.read(text), io_status::closed);
    EXPECT_EQ(text, "request");
    EXPECT_EQ(pair.read(text), io_status::closed);
    EXPECT_EQ(pair.server.write_some("answer").status, io_status::done);
    pair.pump();
    EXPECT_EQ(pair.client.read(), "answer");
    EXPECT_EQ(pair.server.last_error(), "");
}

TEST_P(TlsStream, EndOfTcpInsideARecordGivesNoneOfIt) {
    tls_pair pair(*context, wish());
    ASSERT_EQ(pair.handshake(), io_status::done);
    pair.client.write("request");
    const std::string record = pair.client.take();
    pair.wire.send(std::string_view(record).substr(0, record.size() - 1));
    pair.wire.end();
    std::string text;
    EXPECT_EQ(pair.read(text), io_status::closed);
    EXPECT_EQ(text, "");
}

TEST_P(TlsStream, ShutdownSendsCloseNotifyAndGoesOnReading) {
    tls_pair pair(*context, wish());
    ASSERT_EQ(pair.handshake(), io_status::done);
    pair.server.write_some("refused");
    pair.server.shutdown_write();
    pair.server.shutdown_write();
    pair.client.write("the rest of the body");
    pair.pump();
    EXPECT_EQ(pair.client.read(), "refused");
    EXPECT_TRUE(pair.client.ended());
    std::string rest;
    EXPECT_EQ(pair.read(rest), io_status::wants_read);
    EXPECT_EQ(rest, "the rest of the body");
    pair.client.close_notify();
    pair.pump();
    EXPECT_EQ(pair.read(rest), io_status::closed);
}

TEST_P(TlsStream, ShutdownNeverBlocks) {
    tls_pair pair(*context, wish(), 4096);
    pair.server.shutdown_write(); // before the handshake
    ASSERT_EQ(pair.handshake(), io_status::done);
    const std::string text(100'000, 'x');
    while (pair.server.write_some(text).status == io_status::done)
        ;
    pair.server.shutdown_write();
    EXPECT_EQ(pair.server.last_error(), "");
}

TEST_P(TlsStream, WritingToAClientThatLeftFails) {
    tls_pair pair(*context, wish());
    ASSERT_EQ(pair.handshake(), io_status::done);
    pair.wire.close();
    EXPECT_EQ(pair.server.write_some("answer").status, io_status::failed); // and no SIGPIPE, which would end this test
    EXPECT_EQ(pair.server.last_error(), "Broken pipe");
    EXPECT_EQ(pair.server.write_some("answer").status, io_status::failed);
    pair.server.shutdown_write();
}

TEST_P(TlsStream, AChangedByteFailsTheConnection) {
    bool more = true;
    for (std::size_t at = 0; more; ++at) {
        tls_pair pair(*context, wish());
        ASSERT_EQ(pair.handshake(), io_status::done);
        pair.client.write("secret");
        std::string record = pair.client.take();
        more = at + 1 < record.size();
        record[at] = static_cast<char>(record[at] ^ 1);
        pair.wire.send(record);
        std::string text;
        const auto status = pair.read(text);
        const bool is_length = at == 3 || at == 4; // may announce more than there is
        EXPECT_TRUE(status == io_status::failed || (is_length && status == io_status::wants_read)) << at;
        EXPECT_EQ(text, "") << at;
        EXPECT_EQ(pair.server.last_error().empty(), status != io_status::failed) << at;
        EXPECT_EQ(pair.read(text), status) << at;
    }
}

TEST_P(TlsStream, LeavesNoErrorForTheNextConnection) {
    tls_pair bad(*context, wish());
    bad.wire.send(std::string(20, '\x01'));
    EXPECT_EQ(bad.server.handshake().status, io_status::failed);
    EXPECT_EQ(ERR_peek_error(), 0U);
    tls_pair good(*context, wish());
    EXPECT_EQ(good.handshake(), io_status::done);
    EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(TlsStreamOf13, ReadsPastManyKeyUpdates) {
    const auto context = make_context();
    tls_pair pair(*context);
    ASSERT_EQ(pair.handshake(), io_status::done);
    std::string text;
    std::size_t waits = 0;
    for (int i = 0; i < 2000; ++i)
        pair.client.key_update(i % 2 == 0);
    pair.client.write("at last");
    for (int i = 0; i < 1000 && text.empty(); ++i) {
        pair.pump();
        const auto status = pair.read(text); // what it owes in return may fill the socket
        ASSERT_TRUE(status == io_status::wants_read || status == io_status::wants_write);
        ++waits;
    }
    EXPECT_EQ(text, "at last");
    EXPECT_GT(waits, 1U) << "the thread belongs to other connections too";
    EXPECT_EQ(pair.server.write_some("answer").status, io_status::done);
    pair.pump();
    EXPECT_EQ(pair.client.read(), "answer");
}

TEST(TlsStreamOf12, RefusesRenegotiationAndGoesOn) {
    const auto context = make_context();
    tls_pair pair(*context, {.version = TLS1_2_VERSION});
    ASSERT_EQ(pair.handshake(), io_status::done);
    pair.client.renegotiate();
    pair.pump();
    std::string text;
    EXPECT_EQ(pair.read(text), io_status::wants_read);
    EXPECT_EQ(pair.server.write_some("still here").status, io_status::done);
    pair.pump();
    pair.client.read();
    EXPECT_EQ(pair.client.error(), "no renegotiation");
}

} // namespace
} // namespace srcip::echoserver
