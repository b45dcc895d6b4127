#include "probe/health.hpp"

#include "recorded_cluster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

using testing::ElementsAre;

const vantage outside{vantage_kind::outside, "", "", {addr("198.51.100.79")}};

/// "NODE ADDRESS:PORT EXPECTED" of every health port.
std::vector<std::string> planned(const cluster_facts& facts, const plan_options& options = {}) {
    std::vector<std::string> all;
    for (const health_target& target : plan_health(facts, outside, options))
        all.push_back(target.node + ' ' + target.target.to_string() + ' ' +
                      (target.expected_status ? std::to_string(*target.expected_status) : "?"));
    return all;
}

TEST(health_plan, asks_every_node_and_every_local_load_balancer) {
    EXPECT_THAT(planned(recorded_cluster()),
                ElementsAre("n1 10.240.0.11:10256 ?", "n2 10.240.0.12:10256 ?", "n3 10.240.0.13:10256 ?",
                            "n1 10.240.0.11:32122 200", "n2 10.240.0.12:32122 503", "n3 10.240.0.13:32122 503"));
}

TEST(health_plan, follows_the_plans_choices) {
    plan_options options;
    options.nodes = {addr("10.240.0.12"), addr("10.240.0.99")}; // the second is nobody's
    EXPECT_THAT(planned(recorded_cluster(), options),
                ElementsAre("n2 10.240.0.12:10256 ?", "n2 10.240.0.12:32122 503"));
    options.services = {"default/nodeport"};
    EXPECT_THAT(planned(recorded_cluster(), options), ElementsAre("n2 10.240.0.12:10256 ?"));
    cluster_facts facts = recorded_cluster();
    facts.nodes.resize(1);
    facts.nodes[0].addresses = {{"InternalIP", "127.0.0.1", addr("127.0.0.1")},
                                {"InternalIP", "10.240.0.11", addr("10.240.0.11")},
                                {"ExternalIP", "203.0.113.11", addr("203.0.113.11")}};
    EXPECT_THAT(planned(facts), ElementsAre("n1 10.240.0.11:10256 ?", "n1 10.240.0.11:32122 200"));
}

TEST(health_plan, counts_ready_endpoints_alone) {
    cluster_facts facts = recorded_cluster();
    facts.server_version = "v1.30.0";
    facts.nodes.resize(1);
    service_facts& service = service_named(facts, "loadbalancer-local");
    service.endpoints[0].ready = false;
    service.endpoints[0].terminating = true; // served, but load balancers shall go elsewhere
    EXPECT_EQ(planned(facts).back(), "n1 10.240.0.11:32122 503");
    service.endpoints_known = false;
    EXPECT_EQ(planned(facts).back(), "n1 10.240.0.11:32122 ?");
    service.external_policy = traffic_policy::cluster;
    EXPECT_THAT(planned(facts), ElementsAre("n1 10.240.0.11:10256 ?"));
}

http_reply reply(int status, std::string body = {}) { return {contact::answered, "", status, std::move(body)}; }

sweep_row node_port_row(contact how, std::string_view rule) {
    sweep_row row;
    row.path.name_space = "default";
    row.path.service = "web";
    row.path.node = "n1";
    row.path.promise.rule = rule;
    row.observation.contact = how;
    return row;
}

health_row judged(std::optional<unsigned> expected, const http_reply& got, const std::vector<sweep_row>& rows = {},
                  health_kind kind = health_kind::service, bool node_ready = true) {
    health_target target;
    target.kind = kind;
    target.name_space = kind == health_kind::service ? "default" : "";
    target.service = kind == health_kind::service ? "web" : "";
    target.node = "n1";
    target.expected_status = expected;
    target.node_ready = node_ready;
    const std::vector targets{target};
    const std::vector replies{got};
    return judge_health(targets, replies, rows).at(0);
}

TEST(health, is_held_to_where_the_endpoints_are_and_tells_of_the_node_port) {
    constexpr std::string_view with = "nodeport-local-endpoint";
    constexpr std::string_view without = "nodeport-local-no-endpoint";
    using enum promise_outcome;
    struct row {
        std::optional<unsigned> expected;
        int status;
        std::vector<sweep_row> rows;
        promise_outcome outcome;
        bool note;
    };
    const row table[] = {
        {200, 200, {}, kept, false},
        {503, 503, {}, kept, false},
        {200, 503, {}, broken, true},
        {503, 200, {}, broken, true},
        {std::nullopt, 200, {}, inconclusive, true},
        {200, 404, {}, inconclusive, true},
        {200, 200, {node_port_row(contact::answered, with)}, kept, false},
        {200, 200, {node_port_row(contact::timeout, with)}, kept, true}, // that path is what is broken
        {200, 200, {node_port_row(contact::timeout, with), node_port_row(contact::answered, with)}, kept, false},
        // Another vantage's rule: the port reaches every endpoint, so it says nothing of this node.
        {200, 200, {node_port_row(contact::timeout, "nodeport-local-own-node")}, kept, false},
        {503, 503, {node_port_row(contact::timeout, without)}, kept, false},
        {503, 503, {node_port_row(contact::answered, without)}, kept, true},
    };
    for (const row& r : table) {
        const health_row seen = judged(r.expected, reply(r.status), r.rows);
        EXPECT_EQ(seen.outcome, r.outcome) << r.status << ": " << seen.note;
        EXPECT_EQ(!seen.note.empty(), r.note) << seen.note;
        EXPECT_EQ(seen.status, static_cast<unsigned>(r.status));
    }
}

TEST(health, is_named_by_whose_it_is_and_where) {
    health_row row;
    row.name_space = "default";
    row.service = "web";
    row.node = "n1";
    row.target = ip_endpoint::parse("10.240.0.11:32122").value();
    EXPECT_EQ(make_health_id(row), "default/web health n1 10.240.0.11:32122");
    row.kind = health_kind::kube_proxy;
    EXPECT_EQ(make_health_id(row), "kube-proxy health n1 10.240.0.11:32122");
}

TEST(health, accuses_nobody_of_a_port_that_we_do_not_reach) {
    for (const contact how :
         {contact::timeout, contact::refused, contact::reset, contact::hang, contact::error, contact::not_echo})
        for (const health_kind kind : {health_kind::service, health_kind::kube_proxy}) {
            const health_row seen = judged(200, {how, "why", 0, ""}, {}, kind);
            EXPECT_EQ(seen.outcome, promise_outcome::inconclusive);
            EXPECT_NE(seen.note, "");
            EXPECT_EQ(seen.status, 0U);
        }
    const auto suspicious =
        judged(200, {contact::timeout, "", 0, ""}, {node_port_row(contact::answered, "nodeport-local-endpoint")});
    EXPECT_THAT(suspicious.note, testing::HasSubstr("although the node port answers"));
}

TEST(health, of_kube_proxy_is_its_own_word) {
    using enum promise_outcome;
    struct row {
        int status;
        const char* body;
        bool node_ready;
        promise_outcome outcome;
    };
    const row table[] = {
        {200, R"({"lastUpdated":"x","currentTime":"y"})", true, kept},
        {503, R"({"lastUpdated":"x","currentTime":"y"})", true, broken},
        {503, R"({"nodeEligible":true})", true, broken},
        {503, R"({"nodeEligible":false})", true, inconclusive},
        {503, "", false, inconclusive},
        {404, "404 page not found", true, inconclusive},
        {503, "\x1b[2J\xff{{{{", true, broken},
    };
    for (const row& r : table)
        EXPECT_EQ(judged(std::nullopt, reply(r.status, r.body), {}, health_kind::kube_proxy, r.node_ready).outcome,
                  r.outcome)
            << r.status << ' ' << r.body;
}

TEST(health_body, is_read_as_far_as_it_can_be) {
    struct row {
        std::string body;
        std::optional<std::uint64_t> local_endpoints;
    };
    const row table[] = {
        {R"({"service":{"namespace":"default","name":"web"},"localEndpoints":3})", 3},
        {R"({"localEndpoints":0,"serviceProxyHealthy":true})", 0},
        {R"({"localEndpoints":18446744073709551615})", 18446744073709551615U},
        {"1 Service Endpoints found", 1},
        {"No Service Endpoints Found", 0},
        {"12 Service Endpoints found\n", 12},
        {"", std::nullopt},
        {"ok", std::nullopt},
        {R"({"localEndpoints":-1})", std::nullopt},
        {R"({"localEndpoints":"3"})", std::nullopt},
        {R"({"localEndpoints":1e3})", std::nullopt},
        {R"({"localEndpoints":)", std::nullopt},
        {"[3]", std::nullopt},
        {"99999999999999999999999 Service Endpoints found", std::nullopt},
        {"-1 Service Endpoints found", std::nullopt},
        {std::string(9, '{'), std::nullopt},
        {R"({"a":)" + std::string(100000, '['), std::nullopt},
        {R"({"localEndpoints":3,"x":")" + std::string(70000, 'x') + "\"}", std::nullopt},
        {std::string("{\0\xff}", 4), std::nullopt},
    };
    for (const row& r : table)
        EXPECT_EQ(read_health_body(r.body).local_endpoints, r.local_endpoints) << r.body.substr(0, 60);
}

TEST(proxy_mode, is_a_word_of_kube_proxy_or_nothing) {
    EXPECT_EQ(read_proxy_mode(reply(200, "iptables")), "iptables");
    EXPECT_EQ(read_proxy_mode(reply(200, "nftables")), "nftables");
    for (const char* other : {"", "<html>", "IPTABLES", "ipvs\n", "\x1b[31m", "averyveryveryveryverylongmodeindeed"})
        EXPECT_EQ(read_proxy_mode(reply(200, other)), "") << other;
    EXPECT_EQ(read_proxy_mode(reply(404, "iptables")), "");
    EXPECT_EQ(read_proxy_mode({contact::refused, "", 0, "iptables"}), "");
}

} // namespace
} // namespace srcip::probe
