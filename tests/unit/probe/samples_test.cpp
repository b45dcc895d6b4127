#include "probe/samples.hpp"

#include "probe/judge_rows.hpp"
#include "recorded_cluster.hpp"

#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

constexpr std::string_view own = "198.51.100.79";
const vantage outside{vantage_kind::outside, "", "", {addr(own)}};

observation from_pod(std::string pod, std::string_view client) {
    observation seen = answered(own, client);
    seen.answer->pod_namespace = "default";
    seen.answer->pod_name = std::move(pod);
    return seen;
}

path preserving() {
    path p;
    p.name_space = "default";
    p.service = "web";
    p.promise = {expectation::preserve, "vip-local-outside"};
    return p;
}

walked_path walked_by(std::initializer_list<observation> all) {
    walked_path walked;
    for (const observation& seen : all)
        add_seen(walked, seen);
    return walked;
}

sweep_row judged(const path& p, const walked_path& walked) {
    const cluster_facts facts = recorded_cluster();
    const address_book book(facts);
    return judge_path(p, walked, {book, outside});
}

TEST(samples, count_what_is_alike_and_keep_what_differs) {
    const walked_path walked = walked_by({from_pod("b", own), from_pod("a", own), from_pod("b", own),
                                          from_pod("b", "10.240.0.12"), unanswered(contact::timeout)});
    ASSERT_EQ(walked.size(), 4U);
    EXPECT_EQ(walked[0].connections, 2U);
    const std::vector<sample> expected{
        {"default/a", addr(own), 1}, {"default/b", addr("10.240.0.12"), 1}, {"default/b", addr(own), 2}};
    EXPECT_EQ(all_samples(walked), expected);
}

TEST(samples, do_not_differ_by_what_changes_with_every_connection) {
    observation one = from_pod("a", own);
    one.local->port = 40001;
    one.answer->headers = {{"x-request-id", "1"}};
    one.marker_mss = 1000;
    one.answer->syn.emplace().mss = 1000;
    observation other = one;
    other.local->port = 40002;
    other.answer->headers = {{"x-request-id", "2"}};
    other.marker_mss = 1001;
    other.answer->syn->mss = 1001;
    EXPECT_EQ(walked_by({one, other}).size(), 1U);
    other.answer->syn->mss = 1460; // a proxy's SYN
    EXPECT_EQ(walked_by({one, other}).size(), 2U);
    other = one;
    other.answer->headers = {{"x-forwarded-for", std::string(own)}};
    EXPECT_EQ(walked_by({one, other}).size(), 2U);
}

TEST(samples, name_a_server_by_its_pod_or_host) {
    echo_answer answer;
    EXPECT_EQ(server_of(answer), "");
    answer.hostname = "h";
    EXPECT_EQ(server_of(answer), "h");
    answer.pod_name = "p";
    EXPECT_EQ(server_of(answer), "p");
    answer.pod_namespace = "n";
    EXPECT_EQ(server_of(answer), "n/p");
}

TEST(judge_path, lets_the_worst_connection_decide) {
    const sweep_row row =
        judged(preserving(), walked_by({from_pod("a", own), from_pod("a", own), from_pod("b", "10.240.0.12")}));
    EXPECT_EQ(row.verdict.promise, promise_outcome::broken);
    EXPECT_EQ(row.verdict.note, "1 of 3 connections broke the promise");
    EXPECT_EQ(row.observation.answer->pod_name, "b");
    EXPECT_EQ(row.observation.attempts, 3U);
    EXPECT_EQ(row.observation.samples.size(), 2U);
}

TEST(judge_path, says_nothing_of_shares_when_all_are_alike) {
    EXPECT_EQ(judged(preserving(), walked_by({from_pod("a", own), from_pod("b", own)})).verdict.note, "");
    EXPECT_EQ(judged(preserving(), walked_by({unanswered(contact::timeout)})).verdict.note, "");
    path answering = preserving();
    answering.promise.expects = expectation::answer;
    // Better and kept: nothing is wrong with either.
    const sweep_row mixed = judged(answering, walked_by({from_pod("a", own), from_pod("a", "10.240.0.12")}));
    EXPECT_EQ(mixed.verdict.promise, promise_outcome::kept);
    EXPECT_EQ(mixed.verdict.note, "");
}

TEST(judge_path, tells_of_a_second_try) {
    observation second = from_pod("a", own);
    second.attempts = 2;
    EXPECT_EQ(judged(preserving(), walked_by({second})).verdict.note, "the first connection got no answer");
}

path udp_path(std::string port_name, expectation expects = expectation::answer) {
    path p = preserving();
    p.protocol = protocol::udp;
    p.port_name = std::move(port_name);
    p.promise.expects = expects;
    return p;
}

std::vector<sweep_row> judged_all(const std::vector<path>& paths, const std::vector<walked_path>& walked) {
    const cluster_facts facts = recorded_cluster();
    const address_book book(facts);
    return judge_all(paths, walked, {book, outside});
}

TEST(judge_all, accuses_no_udp_port_that_may_be_no_echo_server) {
    const walked_path silence = walked_by({unanswered(contact::timeout)});
    const walked_path echo = walked_by({from_pod("", own)});
    const auto rows =
        judged_all({udp_path("dns"), udp_path("echo"), udp_path("echo"), udp_path("x", expectation::silence)},
                   {silence, silence, echo, silence});
    EXPECT_EQ(rows[0].verdict.promise, promise_outcome::inconclusive);
    EXPECT_NE(rows[0].verdict.note, "");
    EXPECT_EQ(rows[1].verdict.promise, promise_outcome::broken);
    EXPECT_EQ(rows[2].verdict.promise, promise_outcome::better);
    EXPECT_EQ(rows[3].verdict.promise, promise_outcome::kept);
}

TEST(judge_all, leaves_out_what_was_not_walked) {
    const auto rows = judged_all({udp_path("a"), udp_path("b")}, {{}, walked_by({from_pod("", own)})});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].path.port_name, "b");
}

TEST(judge_all, holds_what_was_seen_once) {
    const cluster_facts facts = recorded_cluster();
    const address_book book(facts);
    std::vector<path> paths{preserving()};
    paths[0].id.assign(100, 'i');
    std::vector<walked_path> walked{walked_by({from_pod(std::string(100, 'p'), own)})};
    const char* id = paths[0].id.data();
    const char* pod = walked[0][0].observation.answer->pod_name.data();
    const auto rows = judge_all(std::move(paths), std::move(walked), {book, outside});
    EXPECT_EQ(rows[0].path.id.data(), id);
    EXPECT_EQ(rows[0].observation.answer->pod_name.data(), pod);
}

std::vector<ip_address> sources_of(std::initializer_list<observation> all) {
    const cluster_facts facts = recorded_cluster();
    const address_book book(facts);
    std::vector<path> paths;
    std::vector<walked_path> walked;
    for (const observation& seen : all) {
        paths.push_back(preserving());
        walked.push_back(walked_by({seen}));
    }
    return common_sources(paths, walked, {book, outside});
}

TEST(common_sources, are_what_every_preserved_path_shows) {
    const ip_address nat = addr("203.0.113.7");
    const observation v6 = answered("fd00::79", "2001:db8::7");
    EXPECT_EQ(sources_of({answered(own, "203.0.113.7"), answered(own, "203.0.113.7")}), std::vector{nat});
    EXPECT_EQ(sources_of({answered(own, "203.0.113.7"), v6}), (std::vector{nat, addr("2001:db8::7")}));
    EXPECT_EQ(sources_of({answered(own, "203.0.113.7"), unanswered(contact::timeout)}), std::vector{nat});
}

TEST(common_sources, are_no_excuse_for_anything_else) {
    EXPECT_TRUE(sources_of({}).empty());
    EXPECT_TRUE(sources_of({answered(own, "203.0.113.7"), answered(own, "203.0.113.8")}).empty());
    EXPECT_TRUE(sources_of({answered(own, "203.0.113.7"), answered(own, own)}).empty());
    EXPECT_TRUE(sources_of({answered(own, "10.240.0.12")}).empty());   // a node
    EXPECT_TRUE(sources_of({answered(own, "10.180.1.1")}).empty());    // a pod bridge
    EXPECT_TRUE(sources_of({answered(own, "10.180.1.77")}).empty());   // some pod
    EXPECT_TRUE(sources_of({answered(own, "203.0.113.140")}).empty()); // a load balancer
    observation proxied = answered(own, "203.0.113.7");
    proxied.answer->headers = {{"x-forwarded-for", std::string(own)}};
    EXPECT_TRUE(sources_of({proxied}).empty());
}

} // namespace
} // namespace srcip::probe
