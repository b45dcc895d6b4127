#include "tests/integration/kube_setup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

using test::http_answer;
using test::stand_in;
using test::stand_in_peer;
using ::testing::HasSubstr;
using namespace std::string_literals;
using namespace std::string_view_literals;

/// What a client makes of a server that reads a request and then does this.
error told_by(const stand_in::script& script, client_limits limits = patient()) {
    const stand_in server([&script](stand_in_peer& peer) {
        if (!peer.read_request().empty())
            script(peer);
    });
    const auto answer = running_client(at(server.port()), limits).get("/", 100000);
    return answer ? error(error_kind::config, "an answer: " + *answer) : answer.error();
}

error told_by(std::string_view bytes, client_limits limits = patient()) {
    return told_by([bytes](stand_in_peer& peer) { peer.write(bytes); }, limits);
}

/// Until the client has had enough.
void write_for_ever(stand_in_peer& peer, const std::string& bytes) {
    while (peer.write(bytes)) {
    }
}

struct broken_answer {
    std::string bytes;
    error_kind kind;
};

TEST(hostile_api, gets_a_name_for_every_broken_answer) {
    const std::string many(70000, 'v');
    const std::string chunked = "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n";
    const broken_answer cases[] = {
        {"", error_kind::closed},
        {"HTTP/1.1 200", error_kind::closed},
        {"HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\n{", error_kind::closed},
        {chunked + "5\r\nab", error_kind::closed},
        {"SSH-2.0-OpenSSH_9.2\r\n", error_kind::not_http},
        {std::string("\0\0\0\x12\x04\0\0\0\0\0"sv), error_kind::not_http},
        {"\x15\x03\x01\x00\x02\x02\x46"s, error_kind::needs_tls},
        {"HTTP/2.0 200 x\r\n\r\n", error_kind::not_http},
        {"HTTP/1.1 xyz\r\n\r\n", error_kind::not_http},
        {"HTTP/1.1 200 x\r\nContent-Length: 99999999999999999999\r\n\r\n", error_kind::not_http},
        {"HTTP/1.1 200 x\r\nContent-Length: -1\r\n\r\n", error_kind::not_http},
        {"HTTP/1.1 200 x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", error_kind::not_http},
        {"HTTP/1.1 200 x\r\nContent-Length: 999999999999\r\n\r\n", error_kind::too_large},
        {chunked + "zz\r\n", error_kind::not_http},
        {"HTTP/1.1 200 x\r\nA: " + many + "\r\n\r\n", error_kind::too_large},
        {chunked + "1;" + many + "\r\na\r\n0\r\n\r\n", error_kind::too_large},
        // Without a bound on the buffer this one ends the process in Beast 1.81.
        {chunked + "0\r\nT: " + many + "\r\n\r\n", error_kind::too_large},
        {http_answer(200, std::string(100001, 'x')), error_kind::too_large},
        {http_answer(500, std::string(1000000, 'x')), error_kind::server_error},
        {http_answer(206, ""), error_kind::bad_status},
    };
    for (const broken_answer& c : cases) {
        const error told = told_by(c.bytes);
        EXPECT_EQ(told.kind, c.kind) << c.bytes.substr(0, 80) << " → " << told.message;
        EXPECT_LT(told.message.size(), 600U);
    }
}

TEST(hostile_api, is_cut_off_when_it_never_ends) {
    const std::string kilobyte(1024, 'x');
    EXPECT_EQ(told_by([&](stand_in_peer& peer) { write_for_ever(peer, "HTTP/1.1 100 x\r\n\r\n"); }).kind,
              error_kind::not_http);
    EXPECT_EQ(told_by([&](stand_in_peer& peer) {
                  peer.write("HTTP/1.1 200 x\r\n");
                  write_for_ever(peer, "A: b\r\n");
              }).kind,
              error_kind::too_large);
    EXPECT_EQ(told_by([&](stand_in_peer& peer) {
                  peer.write("HTTP/1.1 200 x\r\n\r\n");
                  write_for_ever(peer, kilobyte);
              }).kind,
              error_kind::too_large);
    EXPECT_EQ(told_by([&](stand_in_peer& peer) {
                  peer.write("HTTP/1.1 500 x\r\n\r\n");
                  write_for_ever(peer, kilobyte);
              }).kind,
              error_kind::server_error);
}

TEST(hostile_api, is_cut_off_when_it_is_silent_or_slow) {
    const error silent = told_by(
        [](stand_in_peer& peer) {
            while (peer.pause(std::chrono::milliseconds(1000))) {
                if (!peer.write(""))
                    return;
            }
        },
        impatient());
    EXPECT_EQ(silent.kind, error_kind::timeout);
    EXPECT_THAT(silent.message, HasSubstr("no complete answer within 200 ms"));
    const auto drip = [](const std::string& head, const std::string& drop) {
        return [head, drop](stand_in_peer& peer) {
            peer.write(head);
            while (peer.pause(std::chrono::milliseconds(5)) && peer.write(drop)) {
            }
        };
    };
    EXPECT_EQ(told_by(drip("", "H")).kind, error_kind::not_http);
    EXPECT_EQ(told_by(drip("HTTP", ""), impatient()).kind, error_kind::timeout);
    EXPECT_EQ(told_by(drip("HTTP/1.1 200 x\r\nA: ", "b"), impatient()).kind, error_kind::timeout);
    EXPECT_EQ(told_by(drip("HTTP/1.1 200 x\r\n\r\n", " "), impatient()).kind, error_kind::timeout);
    EXPECT_EQ(told_by(drip("HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"), impatient()).kind,
              error_kind::timeout);
}

/// A 200 cut off after each byte, in one piece or in two, is never taken for a whole one and never ends anything else.
TEST(hostile_api, survives_answers_cut_anywhere) {
    const std::string whole = "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\n{ }\r\n0\r\nT: v\r\n\r\n";
    for (std::size_t cut = 0; cut < whole.size(); ++cut)
        EXPECT_EQ(told_by(std::string_view(whole).substr(0, cut)).kind, error_kind::closed) << cut;
    EXPECT_EQ(told_by(whole).message, "an answer: { }");
}

TEST(hostile_api, survives_every_changed_byte) {
    const std::string whole = http_answer(200, "{ }", "Connection: close\r\n");
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (const char c : {'\0', '\n', '\xff', '9'}) {
            std::string changed = whole;
            changed[i] = c;
            const error told = told_by(changed, impatient());
            if (told.kind != error_kind::config) {
                EXPECT_EQ(told.message.find('\n'), std::string::npos);
            }
        }
    }
}

} // namespace
} // namespace srcip::probe::kube
