#include "probe/verdict.hpp"

#include "recorded_cluster.hpp"

#include "probe/address_book.hpp"
#include "probe/health.hpp"
#include "probe/rules.hpp"
#include "probe/summary.hpp"

#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

constexpr std::string_view own = "198.51.100.79";
const vantage outside{vantage_kind::outside, "", "", {addr(own)}};

path path_that_expects(expectation expects, std::string_view rule = "") {
    path p;
    p.service = "s";
    p.promise = {expects, rule};
    return p;
}

verdict judged(const observation& seen, expectation expects = expectation::answer, const vantage& from = outside) {
    return judge(path_that_expects(expects), seen, recorded_cluster(), from);
}

observation with_mss(observation seen, std::uint16_t marker, std::optional<std::uint16_t> arrived) {
    seen.marker_mss = marker;
    seen.answer->format = echo_format::srcip_json;
    seen.answer->syn.emplace();
    seen.answer->syn->mss = arrived;
    return seen;
}

observation with_header(observation seen, std::string name, std::string value) {
    seen.answer->headers = {{std::move(name), std::move(value)}};
    return seen;
}

const observation preserved = answered(own, own);
const observation rewritten = answered(own, "10.240.0.12");
const observation proxied = with_mss(answered(own, "10.240.0.12"), 1111, 1460);

struct sample {
    std::string_view name;
    observation seen;
    /// for answer, preserve, silence, refusal, either, nothing: k(ept), b(etter), x (broken), ? (inconclusive);
    /// capital letters: with a note
    std::string_view outcomes;
};

TEST(judge, follows_the_whole_matrix) {
    const sample samples[] = {
        {"preserved", preserved, "bkb!b?"},
        {"snat", rewritten, "kxx!k?"},
        {"proxied", proxied, "kxx!k?"},
        {"timeout", unanswered(contact::timeout), "xxkKk?"},
        {"refused", unanswered(contact::refused), "xxKkk?"},
        {"reset", unanswered(contact::reset), "xxKKK?"},
        {"hang", unanswered(contact::hang), "xxKKK?"},
        {"not-echo", unanswered(contact::not_echo), "??????"},
        {"error", unanswered(contact::error), "??????"},
    };
    constexpr expectation expects[] = {expectation::answer,  expectation::preserve, expectation::silence,
                                       expectation::refusal, expectation::either,   expectation::nothing};
    for (const sample& s : samples)
        for (std::size_t i = 0; i != std::size(expects); ++i) {
            SCOPED_TRACE(std::string(s.name) + " where " + std::string(to_string(expects[i])) + " was promised");
            const verdict v = judged(s.seen, expects[i]);
            EXPECT_EQ(to_string(v.seen), s.name);
            const char letter = s.outcomes[i];
            EXPECT_EQ(v.note.empty(), letter != 'K' && letter != '!') << v.note;
            EXPECT_EQ(to_string(v.promise), letter == 'b'                    ? "better"
                                            : letter == 'x'                  ? "broken"
                                            : letter == 'k' || letter == 'K' ? "kept"
                                                                             : "inconclusive");
        }
}

TEST(judge, takes_an_answer_through_closed_source_ranges_for_a_breach) {
    const path p = path_that_expects(expectation::silence, rule_source_ranges);
    for (const observation& seen : {preserved, rewritten})
        EXPECT_EQ(judge(p, seen, recorded_cluster(), outside).promise, promise_outcome::broken);
    EXPECT_EQ(judge(p, unanswered(contact::timeout), recorded_cluster(), outside).promise, promise_outcome::kept);
}

std::string rewriter_of(std::string_view address) {
    const verdict v = judged(answered(own, address));
    EXPECT_EQ(v.client_address, addr(address));
    return v.rewritten_by ? v.rewritten_by->to_string() : "nobody";
}

TEST(judge, names_the_rewriter) {
    EXPECT_EQ(rewriter_of(own), "nobody");
    EXPECT_EQ(rewriter_of("10.240.0.13"), "node n3");
    EXPECT_EQ(rewriter_of("10.180.1.1"), "pod bridge of n1");
    EXPECT_EQ(rewriter_of("10.180.2.0"), "tunnel of n2");
    EXPECT_EQ(rewriter_of("10.180.2.8"), "pod default/client-2");
    EXPECT_EQ(rewriter_of("192.0.2.1"), "unknown");
}

TEST(judge, names_every_kind_of_rewriter_with_what_says_so) {
    cluster_facts facts = recorded_cluster();
    facts.nodes[1].tunnels = {{addr("10.180.2.99"), "cilium_host"}};
    facts.services[2].ingress[0].resolved = {addr("198.18.0.9")};
    struct row {
        std::string_view address;
        rewriter_kind kind;
        std::string_view text;
        std::string_view evidence; ///< a part of it
    };
    const row table[] = {
        {"10.240.0.12", rewriter_kind::node, "node n2", "an address of the node"},
        {"10.180.2.1", rewriter_kind::pod_bridge, "pod bridge of n2", "first address"},
        {"10.180.2.0", rewriter_kind::tunnel, "tunnel of n2", "zeroth address"},
        {"10.180.2.99", rewriter_kind::tunnel, "tunnel of n2", "cilium_host"},
        {"10.180.2.8", rewriter_kind::pod, "pod default/client-2", "pod's own address"},
        {"10.180.2.77", rewriter_kind::unknown, "unknown", "no pod's that was listed"},
        {"203.0.113.140", rewriter_kind::load_balancer, "load balancer of default/loadbalancer", "status.loadBalancer"},
        {"198.18.0.9", rewriter_kind::load_balancer, "load balancer of default/loadbalancer", "status.loadBalancer"},
        {"10.0.148.1", rewriter_kind::cluster_ip, "cluster IP of default/nodeport", "clusterIPs"},
        {"172.17.0.1", rewriter_kind::docker_bridge, "a container engine's bridge", "docker"},
        {"172.31.0.1", rewriter_kind::docker_bridge, "a container engine's bridge", "docker"},
        {"172.16.0.1", rewriter_kind::unknown, "unknown", ""},
        {"172.17.0.2", rewriter_kind::unknown, "unknown", ""},
        {"100.64.3.2", rewriter_kind::shared_address, "a carrier's NAT", "RFC 6598"},
        {"100.128.0.1", rewriter_kind::unknown, "unknown", ""},
        {"2001:db8::1", rewriter_kind::unknown, "unknown", ""},
    };
    for (const row& r : table) {
        const auto v = judge(path_that_expects(expectation::answer), answered(own, r.address), facts, outside);
        ASSERT_TRUE(v.rewritten_by) << r.address;
        EXPECT_EQ(v.rewritten_by->kind, r.kind) << r.address;
        EXPECT_EQ(v.rewritten_by->to_string(), r.text);
        EXPECT_NE(v.rewritten_by->evidence.find(r.evidence), std::string::npos) << v.rewritten_by->evidence;
    }
}

TEST(judge, counts_the_sources_we_are_told_as_ours) {
    vantage behind_nat = outside;
    behind_nat.sources = {net("203.0.113.0/28")};
    const verdict v = judged(answered(own, "203.0.113.7"), expectation::preserve, behind_nat);
    EXPECT_EQ(v.seen, seen_outcome::preserved);
    EXPECT_EQ(v.promise, promise_outcome::kept);
    EXPECT_NE(v.note.find("203.0.113.7"), std::string::npos);
    EXPECT_EQ(judged(answered(own, "203.0.113.16"), expectation::preserve, behind_nat).promise,
              promise_outcome::broken);
    EXPECT_EQ(judged(answered(own, own), expectation::preserve, behind_nat).note, "");
}

TEST(judge, estimates_hops_by_what_is_left_of_the_ttl) {
    observation seen = with_mss(preserved, 1000, 1000);
    EXPECT_EQ(judged(preserved).hops, std::nullopt);
    seen.answer->syn->ttl = 62;
    EXPECT_EQ(judged(seen).hops, 2U);
}

TEST(judge, can_be_told_what_has_to_hold) {
    const auto outcome = [](const observation& seen, expectation expects, promise_policy policy) {
        const cluster_facts facts = recorded_cluster();
        return to_string(judge(path_that_expects(expects), seen, address_book(facts), outside, policy).promise);
    };
    const expectation every[] = {expectation::answer,  expectation::preserve, expectation::silence,
                                 expectation::refusal, expectation::either,   expectation::nothing};
    for (const expectation expects : every) {
        EXPECT_EQ(outcome(rewritten, expects, promise_policy::preserved), "broken");
        EXPECT_EQ(outcome(preserved, expects, promise_policy::preserved), "kept");
        EXPECT_EQ(outcome(rewritten, expects, promise_policy::any), "kept");
        EXPECT_EQ(outcome(preserved, expects, promise_policy::any), "kept");
    }
    for (const promise_policy policy : {promise_policy::preserved, promise_policy::any}) {
        EXPECT_EQ(outcome(unanswered(contact::timeout), expectation::answer, policy), "broken");
        EXPECT_EQ(outcome(unanswered(contact::timeout), expectation::silence, policy), "kept");
        EXPECT_EQ(outcome(unanswered(contact::error), expectation::answer, policy), "inconclusive");
        const path closed = path_that_expects(expectation::silence, rule_source_ranges);
        const cluster_facts facts = recorded_cluster();
        EXPECT_EQ(judge(closed, preserved, address_book(facts), outside, policy).promise, promise_outcome::broken);
    }
}

TEST(judge, knows_the_node_it_knocked_at_without_an_api) {
    path direct = path_that_expects(expectation::nothing);
    direct.target = {addr("192.0.2.12"), 30080};
    EXPECT_EQ(judge(direct, answered(own, "192.0.2.12"), cluster_facts{}, outside).rewritten_by->to_string(),
              "node 192.0.2.12");
    EXPECT_EQ(judge(direct, answered(own, "192.0.2.13"), cluster_facts{}, outside).rewritten_by->to_string(),
              "unknown");
}

TEST(judge, compares_the_marker) {
    const auto same = [](std::uint16_t marker, std::optional<std::uint16_t> arrived) {
        return to_string(judged(with_mss(rewritten, marker, arrived)).same_connection);
    };
    EXPECT_EQ(same(1111, 1111), "yes");
    EXPECT_EQ(same(1111, 1460), "no");
    EXPECT_EQ(same(1111, 1100), "unknown"); // clamped on the way
    EXPECT_EQ(same(0, 1460), "unknown");    // we set none
    EXPECT_EQ(same(1111, std::nullopt), "unknown");
    EXPECT_EQ(to_string(judged(rewritten).same_connection), "unknown"); // a foreign echo server
}

TEST(judge, tells_nat_from_a_proxy) {
    EXPECT_EQ(judged(with_mss(rewritten, 1111, 1111)).seen, seen_outcome::snat);
    const verdict lost = judged(with_mss(rewritten, 1111, 1460));
    EXPECT_EQ(lost.seen, seen_outcome::proxied);
    EXPECT_EQ(lost.carried_in, "");
    EXPECT_EQ(lost.rewritten_by->to_string(), "node n2");
    const verdict carried = judged(with_header(rewritten, "X-Forwarded-For", std::string(own)));
    EXPECT_EQ(carried.seen, seen_outcome::proxied);
    EXPECT_EQ(carried.carried_in, "x-forwarded-for");
    const verdict other = judged(with_header(rewritten, "forwarded", "for=203.0.113.50"));
    EXPECT_EQ(other.seen, seen_outcome::proxied);
    EXPECT_EQ(other.carried_in, "");
    EXPECT_EQ(other.note, "forwarded names another address than ours");
}

TEST(judge, calls_our_own_address_preserved_even_on_another_connection) {
    const verdict v = judged(with_mss(preserved, 1111, 1460));
    EXPECT_EQ(v.seen, seen_outcome::preserved);
    EXPECT_EQ(v.same_connection, same_connection::no);
    EXPECT_NE(v.note, "");
}

TEST(judge, sees_the_proxy_behind_an_address_that_the_server_believed) {
    observation seen = answered(own, own);
    seen.answer->client_address_from = "proxy_protocol";
    seen.answer->peer = ip_endpoint{addr("10.240.0.12"), 1234};
    const verdict v = judged(seen, expectation::preserve);
    EXPECT_EQ(v.seen, seen_outcome::proxied);
    EXPECT_EQ(v.carried_in, "proxy_protocol");
    EXPECT_EQ(v.promise, promise_outcome::kept);
}

TEST(judge, takes_a_node_that_talks_to_itself_for_preserved) {
    const vantage on_n2{vantage_kind::node, "n2", "", {addr("10.240.0.12")}};
    const verdict v = judged(answered("10.240.0.12", "10.240.0.12"), expectation::answer, on_n2);
    EXPECT_EQ(v.seen, seen_outcome::preserved);
    EXPECT_FALSE(v.rewritten_by);
}

TEST(judge, falls_back_on_all_our_addresses) {
    observation seen = preserved;
    seen.local.reset();
    EXPECT_EQ(judged(seen).seen, seen_outcome::preserved);
    const verdict v = judged(seen, expectation::answer, {});
    EXPECT_EQ(v.seen, seen_outcome::error);
    EXPECT_EQ(v.promise, promise_outcome::inconclusive);
    EXPECT_NE(v.note, "");
}

TEST(judge, never_believes_what_cannot_be) {
    observation none = preserved;
    none.answer->client_address.reset();
    none.answer->client_address_text = "\x1b[31mnobody";
    observation contradiction = preserved;
    contradiction.answer->client_address_from = "peer";
    contradiction.answer->peer = ip_endpoint{addr("10.240.0.12"), 1234};
    observation empty = preserved;
    empty.answer.reset();
    for (const observation& seen :
         {none, contradiction, empty, answered(own, "0.0.0.0"), answered(own, "::"), answered(own, "224.0.0.1")}) {
        const verdict v = judged(seen, expectation::preserve);
        EXPECT_EQ(v.seen, seen_outcome::error);
        EXPECT_EQ(v.promise, promise_outcome::inconclusive);
        EXPECT_FALSE(v.client_address);
        EXPECT_NE(v.note, "");
    }
}

TEST(judge, passes_the_detail_of_an_error_on) {
    observation seen = unanswered(contact::error);
    seen.detail = "no route to host";
    EXPECT_EQ(judged(seen).note, "no route to host");
}

TEST(judge, suspects_the_egress_of_our_own_node) {
    const vantage pod{vantage_kind::pod, "n2", "default/client-2", {addr("10.180.2.8")}};
    path p = path_that_expects(expectation::preserve);
    p.node = "n1";
    const verdict v = judge(p, answered("10.180.2.8", "10.240.0.12"), recorded_cluster(), pod);
    EXPECT_EQ(v.promise, promise_outcome::broken);
    EXPECT_NE(v.note.find("network plugin"), std::string::npos);
}

std::vector<sweep_row> rows_of(std::initializer_list<promise_outcome> outcomes) {
    std::vector<sweep_row> rows;
    for (const promise_outcome outcome : outcomes) {
        rows.emplace_back();
        rows.back().verdict.promise = outcome;
    }
    return rows;
}

TEST(exit_code, is_0_only_when_every_promise_held) {
    using enum promise_outcome;
    EXPECT_EQ(exit_code(rows_of({kept, better})), 0);
    EXPECT_EQ(exit_code(rows_of({kept, broken, inconclusive})), 1);
    EXPECT_EQ(exit_code(rows_of({kept, inconclusive})), 4);
    EXPECT_EQ(exit_code(rows_of({})), 4);

    const std::string gaps[] = {"nodes may not be listed"};
    EXPECT_EQ(exit_code(rows_of({kept, better}), gaps), 4);
    EXPECT_EQ(exit_code(rows_of({kept, broken}), gaps), 1);
}

TEST(exit_code, counts_health_that_contradicts_and_nothing_else) {
    using enum promise_outcome;
    const auto with = [](health_kind kind, promise_outcome outcome) {
        std::vector<health_row> health(1);
        health[0].kind = kind;
        health[0].outcome = outcome;
        return health;
    };
    for (const health_kind kind : {health_kind::service, health_kind::kube_proxy}) {
        EXPECT_EQ(exit_code(rows_of({kept}), {}, with(kind, broken)), 1);
        EXPECT_EQ(exit_code(rows_of({kept}), {}, with(kind, inconclusive)), 0);
        EXPECT_EQ(exit_code(rows_of({}), {}, with(kind, inconclusive)), 4);
    }
    // --kinds health: a service's port is enough to say something; that of kube-proxy says nothing of an empty
    // namespace.
    EXPECT_EQ(exit_code(rows_of({}), {}, with(health_kind::service, kept)), 0);
    EXPECT_EQ(exit_code(rows_of({}), {}, with(health_kind::kube_proxy, kept)), 4);
}

} // namespace
} // namespace srcip::probe
