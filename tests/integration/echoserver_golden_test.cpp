#include "echoserver_client.hpp"
#include "echoserver_running.hpp"
#include "tests/support/test_data.hpp"

#include <srcip/version.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gtest/gtest.h>

#include <fstream>

// Raw requests and what echoserver:1.4's nginx answered, replayed. Apart from names, versions, dates, the port and
// nosniff the answers must be the same, and so must what becomes of the connection.
namespace srcip::echoserver::testing {
namespace {

using headers = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view recorded_port = "8080";
constexpr std::string_view recorded_server = "nginx/1.22.1";
constexpr std::string_view recorded_version = "nginx: 1.22.1 - lua: 10023";

void replace(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

std::string text_of(const boost::json::value& value) { return std::string(value.as_string()); }

/// What ours must answer where the recording says this.
std::string translated(std::string text, std::uint16_t port) {
    replace(text, ":" + std::string(recorded_port) + "/", ":" + std::to_string(port) + "/");
    replace(text, recorded_server, "srcip/" + std::string(version()));
    replace(text, recorded_version, "srcip: " + std::string(version()));
    return text;
}

headers without_ours(headers fields) {
    std::erase_if(fields,
                  [](const auto& field) { return field.first == "Date" || field.first == "X-Content-Type-Options"; });
    return fields;
}

/// A length follows from the body, which differs by the names in it.
headers recorded_headers(const boost::json::value& exchange, const parsed_answer& ours) {
    headers out;
    for (const auto& pair : exchange.at("headers").as_array()) {
        auto name = text_of(pair.at(0));
        auto value = translated(text_of(pair.at(1)), 0);
        if (name == "Content-Length" && !ours.body.empty())
            value = std::to_string(ours.body.size());
        out.emplace_back(std::move(name), std::move(value));
    }
    return out;
}

class Golden : public ::testing::TestWithParam<bool> {};

boost::json::array exchanges() {
    std::ifstream file(srcip::test::test_data("golden/echoserver-1.4/exchanges.jsonl"));
    boost::json::array out;
    for (std::string line; std::getline(file, line);)
        out.push_back(boost::json::parse(line));
    return out;
}

/// The recording of an interim answer holds the final one, head and chunks, as its body.
std::string recorded_body(const boost::json::value& exchange) {
    const auto body = text_of(exchange.at("body"));
    return body.starts_with("HTTP/1.1") ? parse_answer(body).body : body;
}

/// Two of the old server's faults are in the recording.
std::string without_faults(std::string body) {
    replace(body, "x-dup=ab\n", "x-dup=a\nx-dup=b\n");
    replace(body, "x-forwarded-for=1.2.3.45.6.7.8\n", "x-forwarded-for=1.2.3.4\nx-forwarded-for=5.6.7.8\n");
    return body;
}

/// The answer, whole, with the interim one before it; what stands behind it; and whether the connection has ended: that
/// one says so, but of one that stays open it takes some silence to be sure.
std::string read_exchange(client& peer, bool to_head, bool stays_open) {
    std::string out;
    while (true) {
        auto answer = parse_answer(out, to_head);
        if (answer.complete && answer.code() == 100)
            answer = parse_answer(answer.rest, to_head);
        if (answer.complete)
            break;
        const auto more = peer.read_some();
        if (more.empty())
            return out;
        out += more;
    }
    return out + (stays_open ? peer.read_all(std::chrono::milliseconds(20)) : peer.read_all());
}

TEST_P(Golden, ExchangesAreAnsweredAsRecorded) {
    const bool strict = GetParam();
    auto settings = test_options();
    settings.strict_1_4 = strict;
    running_server server(settings);
    const auto recorded = exchanges();
    ASSERT_EQ(recorded.size(), 16U);
    for (const auto& exchange : recorded) {
        SCOPED_TRACE(text_of(exchange.at("name")));
        const auto request = text_of(exchange.at("request"));
        client peer(server.port());
        ASSERT_TRUE(peer.send(request));
        const auto bytes = read_exchange(peer, request.starts_with("HEAD "), text_of(exchange.at("end")) == "open");
        EXPECT_EQ(to_string(peer.end()), text_of(exchange.at("end")));
        auto answer = parse_answer(bytes, request.starts_with("HEAD "));
        EXPECT_EQ(answer.status, text_of(exchange.at("status")));
        EXPECT_EQ(without_ours(answer.headers), recorded_headers(exchange, answer));
        if (answer.code() == 100)
            answer = parse_answer(answer.rest);
        const auto body = strict ? recorded_body(exchange) : without_faults(recorded_body(exchange));
        EXPECT_EQ(answer.body, translated(body, server.port()));
    }
}

INSTANTIATE_TEST_SUITE_P(EchoserverGolden, Golden, ::testing::Values(false, true),
                         [](const auto& test) { return test.param ? "strict" : "fixed"; });

} // namespace
} // namespace srcip::echoserver::testing
