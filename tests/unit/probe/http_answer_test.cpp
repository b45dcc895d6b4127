#include "probe/http_answer.hpp"

#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

struct outcome {
    answer_state state;
    int status;
    std::string body;

    friend bool operator==(const outcome&, const outcome&) = default;
};

void PrintTo(const outcome& o, std::ostream* out) { *out << int(o.state) << ' ' << o.status << ' ' << o.body; }

outcome read_whole(std::string_view text, std::size_t split, bool then_eof) {
    http_answer answer;
    answer.put(text.substr(0, split));
    auto state = answer.put(text.substr(split));
    if (then_eof)
        state = answer.put_eof();
    return {state, answer.status(), answer.body()};
}

struct row {
    const char* name;
    std::string text;
    bool eof;
    outcome expected;
};

const row table[] = {
    {"content-length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false, {answer_state::done, 200, "hello"}},
    {"chunked",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
     false,
     {answer_state::done, 200, "hello"}},
    {"until close", "HTTP/1.0 200 OK\r\n\r\nhello", true, {answer_state::done, 200, "hello"}},
    {"no content", "HTTP/1.1 204 No Content\r\n\r\n", false, {answer_state::done, 204, ""}},
    {"after 1xx",
     "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
     "2\r\n\r\nok",
     false,
     {answer_state::done, 200, "ok"}},
    {"more than was promised",
     "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more",
     false,
     {answer_state::done, 200, "ok"}},
    {"shorter than promised",
     "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok",
     true,
     {answer_state::failed, 200, "ok"}},
    {"closed in the header", "HTTP/1.1 200 OK\r\nContent-", true, {answer_state::failed, 0, ""}},
    {"a redirect is an answer",
     "HTTP/1.1 302 Found\r\nLocation: http://x/\r\nContent-Length: 0\r\n\r\n",
     false,
     {answer_state::done, 302, ""}},
};

TEST(http_answer, ends_the_same_wherever_the_pieces_are_cut) {
    for (const auto& r : table)
        for (std::size_t split = 0; split <= r.text.size(); ++split)
            ASSERT_EQ(read_whole(r.text, split, r.eof), r.expected) << r.name << " split at " << split;
}

TEST(http_answer, survives_every_byte_changed) {
    for (const auto& r : table)
        for (std::size_t at = 0; at < r.text.size(); ++at)
            for (const char byte : {'\0', '\r', '\n', ' ', '9', '\xff', '\x1b'}) {
                auto changed = r.text;
                changed[at] = byte;
                const auto got = read_whole(changed, at, true);
                EXPECT_NE(got.state, answer_state::more) << r.name << " at " << at;
                EXPECT_LE(got.body.size(), r.text.size());
            }
}

TEST(http_answer, says_what_came_instead_of_http) {
    http_answer answer;
    EXPECT_EQ(answer.put("SSH-2.0-OpenSSH_9.2p1\r\n\r\n"), answer_state::failed);
    EXPECT_EQ(answer.failure().substr(0, 29), "no HTTP but \"SSH-2.0-OpenSSH_");
}

TEST(http_answer, says_that_nothing_came) {
    http_answer answer;
    EXPECT_FALSE(answer.started());
    EXPECT_EQ(answer.put_eof(), answer_state::failed);
    EXPECT_EQ(answer.failure(), "closed without an answer");
}

/// Feeds `piece` until the answer ends, at most 64 MiB of it.
http_answer feed_forever(std::string_view start, const std::string& piece) {
    http_answer answer;
    answer.put(start);
    for (std::size_t fed = 0; fed < (64U << 20); fed += piece.size())
        if (answer.put(piece) != answer_state::more)
            break;
    return answer;
}

TEST(http_answer, gives_up_on_everything_that_has_no_end) {
    struct endless {
        const char* name;
        const char* start;
        std::string piece;
        const char* failure;
    };
    const endless hostile[] = {
        {"field", "HTTP/1.1 200 OK\r\nX: ", std::string(1000, 'x'), "header is larger"},
        {"fields", "HTTP/1.1 200 OK\r\n", "A: b\r\n", "header is larger"},
        {"status line", "HTTP/1.1 200 ", std::string(1000, 'O'), "header is larger"},
        {"body", "HTTP/1.1 200 OK\r\n\r\n", std::string(4000, 'x'), "body is larger"},
        {"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", "endless answer"},
        {"chunk extension", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", std::string(1000, 'x'), ""},
        {"trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: ", std::string(1000, 'x'), ""},
        {"informational", "", "HTTP/1.1 100 Continue\r\n\r\n", "1xx"},
    };
    for (const auto& h : hostile) {
        const auto answer = feed_forever(h.start, h.piece);
        EXPECT_NE(answer.failure().find(h.failure), std::string::npos) << h.name << ": " << answer.failure();
        EXPECT_FALSE(answer.failure().empty()) << h.name;
        EXPECT_LE(answer.body().size(), answer_limits{}.body_bytes + 4096) << h.name;
    }
}

} // namespace
} // namespace srcip::probe
