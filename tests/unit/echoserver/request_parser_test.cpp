#include "parser_feed.hpp"
#include "request_parser_vectors.hpp"

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

std::string feed_and_describe(std::string_view bytes, std::size_t piece) {
    request_parser parser{request_limits{}};
    const auto state = feed(parser, bytes, piece);
    return describe(parser, state);
}

std::string feed_split(std::string_view bytes, std::size_t at) {
    request_parser parser{request_limits{}};
    auto state = feed(parser, bytes.substr(0, at));
    if (state == progress::need_more)
        state = feed(parser, bytes.substr(at));
    return describe(parser, state);
}

TEST(RequestParser, AnswersWhatItShould) {
    for (const auto& vector : accepted_vectors()) {
        request_parser parser{request_limits{}};
        ASSERT_EQ(feed(parser, vector.bytes), progress::complete) << vector.name << ": " << parser.why().status;
        EXPECT_EQ(parser.request().body, vector.body) << vector.name;
        parser.next();
        EXPECT_TRUE(parser.empty()) << vector.name;
    }
}

TEST(RequestParser, RefusesWhatItMust) {
    for (const auto& vector : refused_vectors()) {
        request_parser parser{request_limits{}};
        ASSERT_EQ(feed(parser, vector.bytes), progress::refused) << vector.name;
        EXPECT_EQ(parser.why().status, vector.status) << vector.name;
    }
}

TEST(RequestParser, SaysTheSameHoweverTheBytesAreCut) {
    auto vectors = accepted_vectors();
    const auto refused = refused_vectors();
    vectors.insert(vectors.end(), refused.begin(), refused.end());
    for (const auto& vector : vectors) {
        const auto whole = feed_and_describe(vector.bytes, vector.bytes.size());
        for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U, 1000U})
            ASSERT_EQ(feed_and_describe(vector.bytes, piece), whole) << vector.name << " in pieces of " << piece;
        const std::size_t step = vector.bytes.size() > 2000 ? 97 : 1;
        for (std::size_t at = 0; at < vector.bytes.size(); at += step)
            ASSERT_EQ(feed_split(vector.bytes, at), whole) << vector.name << " cut at " << at;
    }
}

TEST(RequestParser, AnswersPipelinedRequestsInOrderAtEverySplit) {
    const auto bytes = post("Content-Length: 3\r\n", "abc") + chunked("2\r\nde\r\n0\r\n\r\n") + "\r\n" + get("", "/3");
    for (std::size_t at = 0; at <= bytes.size(); ++at) {
        request_parser parser{request_limits{}};
        std::string seen;
        for (const auto part : {std::string_view(bytes).substr(0, at), std::string_view(bytes).substr(at)}) {
            auto state = feed(parser, part);
            for (; state == progress::complete; state = parser.advance()) {
                seen.append(parser.request().target).append(parser.request().body).append(" ");
                parser.next();
            }
            ASSERT_EQ(state, progress::need_more) << at;
        }
        ASSERT_EQ(seen, "/abc /de /3 ") << at;
    }
}

TEST(RequestParser, NeverRunsOutOfRoomUnderLongPipelines) {
    request_parser parser{request_limits{}};
    const auto request = get("X: " + std::string(3000, 'v') + "\r\n");
    std::string bytes;
    for (int i = 0; i < 200; ++i)
        bytes += request;
    int answered = 0;
    for (std::string_view rest = bytes; !rest.empty();) {
        const auto room = parser.prepare();
        ASSERT_FALSE(room.empty());
        const auto size = std::min(room.size(), rest.size());
        std::memcpy(room.data(), rest.data(), size);
        parser.commit(size);
        rest.remove_prefix(size);
        while (parser.advance() == progress::complete) {
            ++answered;
            parser.next();
        }
    }
    EXPECT_EQ(answered, 200);
}

TEST(RequestParser, TakesBodiesOfExactlyTheLimit) {
    const std::string body(10'485'760, 'b');
    request_parser fixed{request_limits{}};
    ASSERT_EQ(feed(fixed, post("Content-Length: 10485760\r\n", body)), progress::complete);
    EXPECT_EQ(fixed.request().body, body);
    request_parser pieces{request_limits{}};
    ASSERT_EQ(feed(pieces, chunked("a00000\r\n" + body + "\r\n0\r\n\r\n")), progress::complete);
    EXPECT_EQ(pieces.request().body, body);
    request_parser over{request_limits{}};
    ASSERT_EQ(feed(over, chunked("a00000\r\n" + body + "\r\n1\r\nb\r\n0\r\n\r\n")), progress::refused);
    EXPECT_EQ(over.why().status, 413U);
}

TEST(RequestParser, KeepsTheFieldsWhileALongBodyPassesThroughItsBuffer) {
    request_parser parser{request_limits{}};
    const std::string body(200'000, 'b');
    ASSERT_EQ(feed(parser, post("X-First: 1\r\nContent-Length: 200000\r\n", body), 5000), progress::complete);
    ASSERT_EQ(parser.request().headers.size(), 3U);
    EXPECT_EQ(parser.request().headers[1].name, "X-First");
    EXPECT_EQ(parser.request().headers[1].value, "1");
}

TEST(RequestParser, NeverMergesTrailersIntoTheFields) {
    request_parser parser{request_limits{}};
    ASSERT_EQ(feed(parser, chunked("1\r\na\r\n0\r\nX-Late: 1\r\nHost: other\r\n\r\n")), progress::complete);
    EXPECT_EQ(parser.request().headers.size(), 2U);
}

TEST(RequestParser, StripsSpacesAroundAValueButNotTabsAsNginxDoes) {
    request_parser parser{request_limits{}};
    ASSERT_EQ(feed(parser, get("A:   lead trail   \r\nB: \tx\t \r\nC:  \r\nD:\r\n")), progress::complete);
    const auto fields = parser.request().headers;
    EXPECT_EQ(fields[1].value, "lead trail");
    EXPECT_EQ(fields[2].value, "\tx\t");
    EXPECT_EQ(fields[3].value, "");
    EXPECT_EQ(fields[4].value, "");
}

TEST(RequestParser, TellsAnEmptyBodyFromNone) {
    request_parser none{request_limits{}};
    ASSERT_EQ(feed(none, get()), progress::complete);
    EXPECT_EQ(none.request().body.data(), nullptr);
    request_parser empty{request_limits{}};
    ASSERT_EQ(feed(empty, post("Content-Length: 0\r\n", "")), progress::complete);
    EXPECT_NE(empty.request().body.data(), nullptr);
}

TEST(RequestParser, AsksForTheBodyOnceAndOnlyWhenTheHeaderIsValid) {
    request_parser parser{request_limits{}};
    const auto header = post("Content-Length: 2\r\nExpect: 100-Continue\r\n", "");
    EXPECT_EQ(feed(parser, header.substr(0, header.size() - 1)), progress::need_more);
    EXPECT_FALSE(parser.take_continue());
    EXPECT_EQ(feed(parser, "\n"), progress::need_more);
    EXPECT_TRUE(parser.take_continue());
    EXPECT_FALSE(parser.take_continue());
    request_parser refused{request_limits{}};
    EXPECT_EQ(feed(refused, post("Content-Length: 99999999999\r\nExpect: 100-continue\r\n", "")), progress::refused);
    EXPECT_FALSE(refused.take_continue());
    request_parser old{request_limits{}};
    EXPECT_EQ(feed(old, post("Content-Length: 2\r\nExpect: 100-continue\r\n", "", "HTTP/1.0")), progress::need_more);
    EXPECT_FALSE(old.take_continue());
}

TEST(RequestParser, ReadsTheWishForTheConnectionAsNginxDoes) {
    struct row {
        const char* version;
        const char* fields;
        bool keep_alive;
    };
    const row rows[] = {
        {"HTTP/1.1", "", true},
        {"HTTP/1.1", "Connection: close\r\n", false},
        {"HTTP/1.1", "Connection: CLOSE\r\n", false},
        {"HTTP/1.1", "Connection: keep-alive, close\r\n", false},
        {"HTTP/1.1", "Connection: x-close-y\r\n", false},
        {"HTTP/1.1", "Connection: upgrade\r\n", true},
        {"HTTP/1.1", "Connection: close\r\nConnection: keep-alive\r\n", true},
        {"HTTP/1.1", "Connection: keep-alive\r\nConnection: close\r\n", false},
        {"HTTP/1.1", "Proxy-Connection: close\r\n", true},
        {"HTTP/1.0", "", false},
        {"HTTP/1.0", "Connection: Keep-Alive\r\n", true},
        {"HTTP/1.0", "Connection: foo\r\n", false},
    };
    for (const auto& row : rows) {
        request_parser parser{request_limits{}};
        ASSERT_EQ(feed(parser, get(row.fields, "/", row.version)), progress::complete) << row.fields;
        EXPECT_EQ(parser.keep_alive(), row.keep_alive) << row.version << " " << row.fields;
    }
}

TEST(RequestParser, SaysHowMuchOfABodyIsMissing) {
    request_parser parser{request_limits{}};
    EXPECT_EQ(feed(parser, post("Content-Length: 100000\r\n", std::string(1000, 'b'))), progress::need_more);
    EXPECT_TRUE(parser.in_body());
    EXPECT_EQ(parser.body_bytes_seen(), 1000U);
    EXPECT_EQ(parser.body_bytes_missing(), 99'000U);
    request_parser refused{request_limits{}};
    EXPECT_EQ(feed(refused, post("Content-Length: 10485761\r\n", "abc")), progress::refused);
    EXPECT_EQ(refused.body_bytes_missing(), 10'485'758U);
}

TEST(RequestParser, ServesTheNextConnectionAfterReset) {
    request_parser parser{request_limits{}};
    EXPECT_EQ(feed(parser, "GARBAGE\x01"), progress::refused);
    parser.reset();
    EXPECT_TRUE(parser.empty());
    EXPECT_EQ(feed(parser, get()), progress::complete);
}

TEST(RequestParser, KeepsToLimitsThatWereSet) {
    request_parser parser{request_limits{300, 400, 10}};
    EXPECT_EQ(feed(parser, get("", "/" + std::string(300, 'a'))), progress::refused);
    EXPECT_EQ(parser.why().status, 414U);
    parser.reset();
    EXPECT_EQ(feed(parser, get("A: " + std::string(200, 'a') + "\r\nB: " + std::string(200, 'a') + "\r\n")),
              progress::refused);
    EXPECT_EQ(parser.why().status, 431U);
    parser.reset();
    EXPECT_EQ(feed(parser, post("Content-Length: 11\r\n", "")), progress::refused);
    EXPECT_EQ(parser.why().status, 413U);
}

} // namespace
} // namespace srcip::echoserver
