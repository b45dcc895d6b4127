#include "probe/saved_report.hpp"

#include "recorded_run.hpp"

#include "probe/report/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

using testing::HasSubstr;

const vantage outside{vantage_kind::outside, "", "", {addr("198.51.100.79")}};

std::string json_of(const cluster_facts& facts, std::span<const sweep_row> rows,
                    std::span<const health_row> health = {}) {
    const std::vector<std::string> skipped{"default/kubernetes: this is the API server"};
    return render_json({outside, facts, rows, skipped, "1.2.3", health});
}

saved_report read(std::string_view text) {
    auto out = read_saved_report(text);
    if (const auto* error = std::get_if<saved_report_error>(&out))
        throw std::runtime_error(error->message);
    return std::get<saved_report>(std::move(out));
}

std::string error_of(std::string_view text) {
    const auto out = read_saved_report(text);
    const auto* error = std::get_if<saved_report_error>(&out);
    return error == nullptr ? "none" : error->message;
}

/// A whole report with one row, in which a piece of text is replaced by another.
std::string with(std::string_view piece, std::string_view other) {
    std::string text = R"({"schema":"srcip.sweep/v1","version":"1","vantage":{"kind":"outside","node":null,"pod":null,
"addresses":["192.0.2.1"]},"rows":[{"id":"a","kind":"NodePort","address":"10.0.0.1","port":30080,"policy":"Local",
"seen":{"outcome":"snat","client_address":"10.0.0.2","rewritten_by":{"kind":"node","node":"n2","text":"node n2"}},
"promise":{"outcome":"broken","expects":"preserve","rule":"nodeport-local-endpoint"}}],"gaps":[]})";
    const auto at = text.find(piece);
    if (at == std::string::npos)
        throw std::runtime_error("not there: " + std::string(piece));
    return text.replace(at, piece.size(), other);
}

TEST(saved_report, says_what_was_written) {
    auto facts = recorded_cluster();
    facts.gaps = {"pods may not be listed"};
    auto rows = recorded_rows("client", facts);
    rows[0].observation.samples = {{"default/echo-1", addr("10.180.1.1"), 3}};
    rows[1].verdict.rewritten_by = rewriter{rewriter_kind::pod, "n2", "kube-system/svclb", "its address"};
    rows[2].path.protocol = protocol::udp;
    rows[3].path.tls = true;
    health_row port;
    port.kind = health_kind::service;
    port.node = "n1";
    port.target = {addr("10.240.0.11"), 32000};
    port.status = 200;
    port.outcome = promise_outcome::kept;
    const auto written = json_of(facts, rows, std::vector{port});
    const auto back = read(written);
    ASSERT_EQ(back.rows.size(), rows.size());
    EXPECT_EQ(back.from.to_string(), outside.to_string());
    EXPECT_EQ(back.health.front().status, 200U);
    EXPECT_EQ(back.rows[1].verdict.note, rows[1].verdict.note);
    // What is read back is written as it was, but for who answered, which is not read.
    cluster_facts again;
    again.server_version = back.server_version;
    again.name_space = back.name_space;
    again.gaps = back.gaps;
    for (auto& row : rows)
        row.observation.answer.reset();
    EXPECT_EQ(render_json({back.from, again, back.rows, back.skipped, back.program_version}), json_of(facts, rows));
}

TEST(saved_report, passes_over_what_it_does_not_know) {
    EXPECT_EQ(error_of(with(R"("gaps":[])", R"("gaps":[],"later":{"a":[1,{}]},"rows2":7)")), "none");
    const auto newer =
        read(with(R"("kind":"node","node":"n2","text":"node n2")", R"("kind":"wormhole","text":"wormhole on n2")"));
    EXPECT_EQ(newer.rows[0].verdict.rewritten_by->kind, rewriter_kind::unknown);
    EXPECT_EQ(newer.rows[0].verdict.rewritten_by->evidence, "wormhole on n2");
    EXPECT_EQ(read(with("nodeport-local-endpoint", "some-later-rule")).rows[0].path.promise.rule, "");
}

TEST(saved_report, says_what_is_wrong_and_where) {
    struct row {
        std::string text;
        const char* says;
    };
    const row table[] = {
        {"", "no JSON"},
        {"{", "no JSON"},
        {"[]", "no JSON object"},
        {"{}", "schema: missing"},
        {R"({"schema":7})", "schema: no string"},
        {with("sweep/v1", "sweep/v2"), "schema: 'srcip.sweep/v2' is not srcip.sweep/v1"},
        {with("sweep/v1", "\x1b[31m"), "no JSON"}, // a control character inside a string
        {with(R"("rows":[)", R"("rows":[7,)"), "rows[0]: no object"},
        {with(R"("rows":[)", R"("rows":{},"other":[)"), "rows: no array"},
        {with(R"("id":"a",)", ""), "rows[0].id: missing"},
        {with("NodePort", "Ingress"), "rows[0].kind: 'Ingress' is none of NodePort, LoadBalancer"},
        {with("30080", "65536"), "rows[0].port: no number from 0 to 65535"},
        {with("30080", "-1"), "rows[0].port"},
        {with("30080", "1e3"), "rows[0].port"},
        {with("30080", "18446744073709551615"), "rows[0].port"},
        {with("10.0.0.1", "10.0.0.300"), "rows[0].address: '10.0.0.300' is no address"},
        {with("snat", "lost\\u001b"), "rows[0].seen.outcome: 'lost\\x1b' is none of preserved"},
        {with("preserve", "hope"), "rows[0].promise.expects"},
        {with(R"("node":"n2")", R"("node":{})"), "rows[0].seen.rewritten_by.node: no string"},
        {with("192.0.2.1", "home"), "vantage.addresses: 'home'"},
        {with(R"("gaps":[])", R"("gaps":[1])"), "gaps: not all strings"},
        {std::string(100, '['), "no JSON"},
    };
    for (const auto& r : table)
        EXPECT_THAT(error_of(r.text), HasSubstr(r.says));
}

TEST(saved_report, has_each_path_once) {
    const auto row = std::string(R"({"id":"a","kind":"NodePort","address":"10.0.0.1","port":1,"seen":{"outcome":"snat"},
"promise":{"outcome":"kept","expects":"answer"}})");
    EXPECT_THAT(
        error_of(R"({"schema":"srcip.sweep/v1","vantage":{"kind":"outside"},"rows":[)" + row + "," + row + "]}"),
        HasSubstr("rows[1].id: 'a' is there twice"));
}

} // namespace
} // namespace srcip::probe
