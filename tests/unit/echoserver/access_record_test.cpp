#include "echoserver/access_record.hpp"

#include <srcip/printable.hpp>

#include <boost/json/parse.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

namespace srcip::echoserver {
namespace {

using testing::HasSubstr;
using testing::Not;

/// 2026-11-23T10:00:00Z
constexpr std::chrono::system_clock::time_point ten_o_clock{std::chrono::seconds(1795428000)};

access_record full_record() {
    access_record record;
    record.time = ten_o_clock + std::chrono::milliseconds(7);
    record.listener = listener_kind::https;
    record.peer = ip_endpoint::parse("[2001:db8::1]:51234").value();
    record.client_address = ip_address::parse("203.0.113.9").value();
    record.client_address_from = client_address_source::proxy_protocol;
    record.proxy = proxy_outcome::v2;
    record.method = "POST";
    record.target = "/path?x=1&token=abc";
    record.version = 11;
    record.status = 200;
    record.body_bytes = 5;
    record.bytes_sent = 345;
    record.duration = std::chrono::microseconds(87);
    record.tls_version = "TLSv1.3";
    record.user_agent = "curl/7.88.1 (x)";
    record.request_number = 3;
    return record;
}

/// A request that was refused before anything of it was understood.
access_record bare_record() {
    access_record record;
    record.time = ten_o_clock;
    record.peer = ip_endpoint::parse("10.0.0.5:1").value();
    record.client_address = record.peer.address;
    record.status = 400;
    record.version = 0;
    return record;
}

std::string line(const access_record& record, log_format format) {
    std::string out;
    access_line_format(format).append(record, out);
    return out;
}

TEST(AccessRecord, IsALineOfText) {
    EXPECT_EQ(line(full_record(), log_format::text),
              "2026-11-23T10:00:00.007Z status=200 duration_us=87 client_address=203.0.113.9 "
              "client_address_from=proxy_protocol peer=[2001:db8::1]:51234 proxy=v2 listener=https tls=TLSv1.3 "
              "request_number=3 body_bytes=5 bytes_sent=345 http_version=1.1 method=\"POST\" "
              "target=\"/path?x=1&token=***\" user_agent=\"curl/7.88.1 (x)\"\n");
    EXPECT_EQ(line(bare_record(), log_format::text),
              "2026-11-23T10:00:00.000Z status=400 duration_us=0 client_address=10.0.0.5 client_address_from=peer "
              "peer=10.0.0.5:1 proxy=- listener=http tls=- request_number=1 body_bytes=0 bytes_sent=0 http_version=- "
              "method=- target=- user_agent=-\n");
}

TEST(AccessRecord, IsAnObjectOfJson) {
    EXPECT_EQ(line(full_record(), log_format::json),
              R"({"time":"2026-11-23T10:00:00.007Z","status":200,"duration_us":87,"client_address":"203.0.113.9",)"
              R"("client_address_from":"proxy_protocol","peer":"[2001:db8::1]:51234","proxy":"v2","listener":"https",)"
              R"("tls":"TLSv1.3","request_number":3,"body_bytes":5,"bytes_sent":345,"http_version":"1.1",)"
              R"j("method":"POST","target":"/path?x=1&token=***","user_agent":"curl/7.88.1 (x)"})j"
              "\n");
    EXPECT_EQ(line(bare_record(), log_format::json),
              R"({"time":"2026-11-23T10:00:00.000Z","status":400,"duration_us":0,"client_address":"10.0.0.5",)"
              R"("client_address_from":"peer","peer":"10.0.0.5:1","proxy":null,"listener":"http","tls":null,)"
              R"("request_number":1,"body_bytes":0,"bytes_sent":0,"http_version":null,"method":null,"target":null,)"
              R"("user_agent":null})"
              "\n");
}

TEST(AccessRecord, SaysHowManyLinesWereLeftOut) {
    std::string out;
    access_line_format(log_format::text).append_suppressed(ten_o_clock, 4711, out);
    access_line_format(log_format::json).append_suppressed(ten_o_clock, 4711, out);
    EXPECT_EQ(out, "2026-11-23T10:00:00.000Z suppressed_lines=4711\n"
                   "{\"time\":\"2026-11-23T10:00:00.000Z\",\"suppressed_lines\":4711}\n");
}

TEST(AccessRecord, TellsTheTimeToTheMillisecond) {
    struct row {
        std::int64_t milliseconds;
        std::string_view text;
    };
    const row rows[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {999, "1970-01-01T00:00:00.999Z"},
        {1000, "1970-01-01T00:00:01.000Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {951'782'400'010, "2000-02-29T00:00:00.010Z"},
        {951'782'400'110, "2000-02-29T00:00:00.110Z"},
        {4'102'444'799'999, "2099-12-31T23:59:59.999Z"},
    };
    access_line_format format(log_format::text); // the same for all: it remembers the last second
    for (const auto& [milliseconds, text] : rows) {
        std::string out;
        format.append_suppressed(std::chrono::system_clock::time_point(std::chrono::milliseconds(milliseconds)), 1,
                                 out);
        EXPECT_EQ(out.substr(0, out.find(' ')), text);
    }
}

/// A record all of whose foreign fields are `text`.
access_record foreign_record(std::string_view text) {
    auto record = full_record();
    record.method = record.target = record.user_agent = text;
    return record;
}

/// What a line looks like once its quoted strings are taken out: nothing that came from outside may be left in it.
std::string skeleton(std::string_view line) {
    std::string out;
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (quoted && line[i] == '\\')
            ++i;
        else if (line[i] == '"')
            quoted = !quoted;
        else if (!quoted)
            out += line[i];
    }
    return out;
}

const std::string_view forgeries[] = {
    "x\n2026-11-23T10:00:00.000Z status=200",
    "x\r\n{\"time\":\"2026-11-23T10:00:00.000Z\",\"status\":200}",
    "\" status=500 client_address=6.6.6.6 user_agent=\"",
    "\",\"status\":500,\"x\":\"",
    "\\",
    "\\\"",
    "\\\\\" status=500 \"",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]8;;http://evil/\x1b\\x",
    "\xc2\x9b"
    "2J",
    "\x9b"
    "2J",
    "a\xe2\x80\xae"
    "b\xe2\x81\xa6",
    "a\xe2\x80\xa8status=500",
    "\xc2\x85status=500",
    "\x08\x08\x08\x08status=500",
};

void expect_harmless(std::string_view text) {
    const auto record = foreign_record(text);
    for (const auto format : {log_format::text, log_format::json}) {
        const auto logged = line(record, format);
        ASSERT_TRUE(logged.ends_with('\n'));
        const auto visible = logged.substr(0, logged.size() - 1);
        EXPECT_EQ(printable(visible, 10'000), visible);
        EXPECT_EQ(skeleton(logged), skeleton(line(foreign_record("x"), format))) << logged;
    }
    const auto object = boost::json::parse(line(record, log_format::json)).as_object();
    EXPECT_EQ(object.size(), 16U);
    EXPECT_EQ(object.at("status"), 200);
    EXPECT_EQ(object.at("client_address"), "203.0.113.9");
}

TEST(AccessRecord, CannotBeForged) {
    for (const auto text : forgeries)
        expect_harmless(text);
}

TEST(AccessRecord, HoldsEveryByteWithoutHarm) {
    for (unsigned byte = 0; byte != 256; ++byte)
        for (const auto* before : {"", "a", "\\", "\xe2\x80", "\xf3\xa0\x81"})
            expect_harmless(before + std::string(1, static_cast<char>(byte)) + "\"");
}

TEST(AccessRecord, GivesJsonBackWhatWasSent) {
    for (const std::string_view sent : {"a\"b\\c", "tab\there", "\x1b[0m", "é€😀", "\xe2\x80\xae", "\xf3\xa0\x81\x81"}) {
        const auto object = boost::json::parse(line(foreign_record(sent), log_format::json)).as_object();
        for (const auto* key : {"method", "target", "user_agent"})
            EXPECT_EQ(object.at(key), boost::json::string_view(sent.data(), sent.size())) << key;
    }
}

/// The longest that every field can be.
access_record longest_record(std::string_view text) {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    auto record = foreign_record(text);
    record.peer = ip_endpoint::parse("[1111:2222:3333:4444:5555:6666:7777:8888]:65535").value();
    record.client_address = record.peer.address;
    record.client_address_from = client_address_source::x_forwarded_for;
    record.proxy = proxy_outcome::timed_out;
    record.status = std::numeric_limits<unsigned>::max();
    record.body_bytes = record.bytes_sent = record.request_number = most;
    record.duration = std::chrono::microseconds::min();
    return record;
}

TEST(AccessRecord, NeverMakesALineLongerThanItSays) {
    for (const std::string_view piece : {"x", "\x01", "\"", "\xff", "€", "\xf3\xa0\x81\x81", "?token=a&"}) {
        std::string text;
        while (text.size() < 100'000)
            text += piece;
        for (const auto format : {log_format::text, log_format::json}) {
            const auto logged = line(longest_record(text), format);
            EXPECT_LE(logged.size(), max_access_line) << piece;
            EXPECT_THAT(logged, HasSubstr("…")) << piece;
            EXPECT_TRUE(logged.ends_with('\n'));
            EXPECT_EQ(std::count(logged.begin(), logged.end(), '\n'), 1);
        }
        EXPECT_EQ(boost::json::parse(line(longest_record(text), log_format::json)).as_object().size(), 16U);
    }
}

TEST(AccessRecord, KeepsFieldsUpToTheirBound) {
    auto record = full_record();
    const std::string method(max_logged_method, 'M');
    const std::string target = "/" + std::string(max_logged_target - 1, 't');
    const std::string agent(max_logged_user_agent, 'a');
    record.method = method;
    record.target = target;
    record.user_agent = agent;
    const auto logged = line(record, log_format::text);
    for (const auto& field : {method, target, agent})
        EXPECT_THAT(logged, HasSubstr('"' + field + '"'));
    EXPECT_THAT(logged, Not(HasSubstr("…")));
}

TEST(AccessRecord, AppendsToWhatIsThere) {
    std::string out = "before\n";
    access_line_format format(log_format::json);
    format.append(full_record(), out);
    format.append(bare_record(), out);
    EXPECT_EQ(out, "before\n" + line(full_record(), log_format::json) + line(bare_record(), log_format::json));
}

} // namespace
} // namespace srcip::echoserver
