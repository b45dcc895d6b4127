#include "probe/plan.hpp"

#include "recorded_cluster.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace srcip::probe {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const vantage outside{vantage_kind::outside, "", "", {addr("198.51.100.79")}};
const vantage on_n2{vantage_kind::node, "n2", "", {addr("10.240.0.12")}};
const vantage in_client_2{vantage_kind::pod, "n2", "default/client-2", {addr("10.180.2.8")}};

plan_options only(std::string service) {
    plan_options options;
    options.services = {"default/" + std::move(service)};
    return options;
}

/// "ADDRESS:PORT rule" of every path.
std::vector<std::string> targets(const plan& made) {
    std::vector<std::string> all;
    for (const path& p : made.paths)
        all.push_back(p.target.to_string() + ' ' + std::string(p.promise.rule));
    return all;
}

TEST(plan, of_a_load_balancer_has_its_node_ports_and_its_address) {
    const plan made = make_plan(recorded_cluster(), outside, only("loadbalancer-local"));
    EXPECT_THAT(targets(made),
                ElementsAre("10.240.0.11:30083 nodeport-local-endpoint", "10.240.0.12:30083 nodeport-local-no-endpoint",
                            "10.240.0.13:30083 nodeport-local-no-endpoint", "203.0.113.141:80 vip-local-outside"));
    EXPECT_THAT(made.skipped, IsEmpty());
}

TEST(plan, has_cluster_ips_only_inside) {
    EXPECT_THAT(targets(make_plan(recorded_cluster(), on_n2, only("clusterip"))),
                ElementsAre("10.0.70.205:80 clusterip-node"));
    EXPECT_THAT(targets(make_plan(recorded_cluster(), in_client_2, only("nodeport"))),
                Contains("10.0.148.1:80 clusterip-pod"));
    const plan made = make_plan(recorded_cluster(), outside, only("clusterip"));
    EXPECT_THAT(made.paths, IsEmpty());
    EXPECT_THAT(made.skipped, ElementsAre("default/clusterip: a cluster IP is for clients inside the cluster"));
}

TEST(plan, is_sorted_with_unique_ids) {
    const plan made = make_plan(recorded_cluster(), in_client_2, {});
    EXPECT_TRUE(std::is_sorted(made.paths.begin(), made.paths.end(), path_before));
    std::set<std::string> ids;
    for (const path& p : made.paths)
        EXPECT_TRUE(ids.insert(p.id).second) << p.id;
    EXPECT_TRUE(ids.contains("default/nodeport NodePort n2 10.240.0.12:30080"));
    EXPECT_TRUE(ids.contains("default/clusterip ClusterIP 10.0.70.205:80"));
    EXPECT_EQ(ids.size(), 5 * 3 + 2 + 6U); // node ports, load balancers, cluster IPs
}

TEST(plan, leaves_the_api_server_out_unless_it_is_named) {
    EXPECT_THAT(make_plan(recorded_cluster(), on_n2, {}).skipped, Contains(HasSubstr("default/kubernetes: ")));
    EXPECT_THAT(targets(make_plan(recorded_cluster(), on_n2, only("kubernetes"))),
                ElementsAre("10.0.0.1:443 clusterip-node"));
}

TEST(plan, says_what_it_left_out) {
    cluster_facts facts = recorded_cluster();
    service_named(facts, "clusterip").cluster_ips.clear();
    service_named(facts, "no-endpoints").type = service_type::external_name;
    service_named(facts, "nodeport").ports = {{"", protocol::sctp, 7, 30007, ""}};
    service_named(facts, "loadbalancer").ingress = {{std::nullopt, "lb.example.com", false}};
    service_named(facts, "loadbalancer").ingress.push_back({std::nullopt, "no.example.com", false, {}, "not found"});
    service_named(facts, "loadbalancer-local").ingress.clear();
    const plan made = make_plan(facts, outside, {});
    EXPECT_THAT(made.skipped,
                ElementsAre("default/clusterip: headless, so there is no address but the pods' own",
                            HasSubstr("default/kubernetes: this is the API server"),
                            "default/loadbalancer at lb.example.com: the load balancer has a host name that was not "
                            "looked up",
                            "default/loadbalancer at no.example.com (not found): the load balancer's host name could "
                            "not be looked up",
                            "default/loadbalancer-local: the load balancer has no address yet",
                            "default/no-endpoints: an ExternalName is only a DNS alias",
                            "default/nodeport 7/SCTP: only TCP and UDP are walked"));
}

TEST(plan, walks_udp_ports_and_marks_their_ids) {
    cluster_facts facts = recorded_cluster();
    service_named(facts, "nodeport").ports = {{"dns", protocol::udp, 53, 30053, ""},
                                              {"dns-tcp", protocol::tcp, 53, 30053, ""}};
    plan_options options = only("nodeport");
    const plan both = make_plan(facts, outside, options);
    ASSERT_EQ(both.paths.size(), 6U);
    EXPECT_EQ(both.paths[0].id, "default/nodeport NodePort n1 10.240.0.11:30053");
    EXPECT_EQ(both.paths[1].id, "default/nodeport NodePort n1 10.240.0.11:30053/udp");
    EXPECT_EQ(both.paths[1].protocol, protocol::udp);
    EXPECT_EQ(both.paths[1].port_name, "dns");
    options.protocols = {protocol::udp};
    EXPECT_EQ(make_plan(facts, outside, options).paths.size(), 3U);
}

TEST(plan, walks_external_ips_of_every_type) {
    cluster_facts facts = recorded_cluster();
    service_named(facts, "clusterip").external_ips = {addr("203.0.113.150"), addr("fd00:1::7")};
    EXPECT_THAT(targets(make_plan(facts, outside, only("clusterip"))),
                ElementsAre("203.0.113.150:80 externalip-cluster", "[fd00:1::7]:80 no-endpoints"));
    service_facts& local = service_named(facts, "nodeport-local");
    // Somebody else's address, an address of the endpoint's node, and one of a node without any.
    local.external_ips = {addr("203.0.113.151"), addr("10.240.0.11"), addr("10.240.0.12")};
    plan_options options = only("nodeport-local");
    options.kinds = {path_kind::external_ip};
    EXPECT_THAT(targets(make_plan(facts, outside, options)),
                ElementsAre("10.240.0.11:80 externalip-local-outside", "10.240.0.12:80 externalip-local-no-endpoint",
                            "203.0.113.151:80 externalip-local-outside"));
}

TEST(plan, walks_every_address_of_a_load_balancers_name) {
    cluster_facts facts = recorded_cluster();
    load_balancer_ingress named{std::nullopt, "lb.example.com", false};
    named.resolved = {addr("127.0.0.1"), addr("198.18.0.1"), addr("198.18.0.2")};
    service_named(facts, "loadbalancer-local").ingress = {named};
    plan_options options = only("loadbalancer-local");
    options.kinds = {path_kind::load_balancer};
    const plan made = make_plan(facts, outside, options);
    EXPECT_THAT(targets(made), ElementsAre("198.18.0.1:80 vip-local-outside", "198.18.0.2:80 vip-local-outside"));
    EXPECT_EQ(made.paths[0].host_name, "lb.example.com");
    EXPECT_THAT(made.skipped, ElementsAre(HasSubstr("load balancer at 127.0.0.1: a loopback address is refused")));
}

TEST(plan, finds_out_where_https_is_spoken) {
    struct row {
        const char* name;
        const char* app_protocol;
        protocol spoken;
        bool automatic;
    };
    const row table[] = {
        {"https", "", protocol::tcp, true},
        {"https-admin", "", protocol::tcp, true},
        {"", "HTTPS", protocol::tcp, true},
        {"https", "http", protocol::tcp, false},
        {"http", "", protocol::tcp, false},
        {"", "", protocol::tcp, false},
        {"httpsish", "", protocol::tcp, false},
        {"https", "https", protocol::udp, false},
        {"x", "kubernetes.io/h2c", protocol::tcp, false},
    };
    for (const row& r : table) {
        cluster_facts facts = recorded_cluster();
        service_named(facts, "nodeport").ports = {{r.name, r.spoken, 80, 30080, r.app_protocol}};
        plan_options options = only("nodeport");
        const auto spoken = [&](tls_choice choice) {
            options.tls = choice;
            return make_plan(facts, outside, options).paths.at(0).tls;
        };
        EXPECT_EQ(spoken(tls_choice::automatic), r.automatic) << r.name << ' ' << r.app_protocol;
        EXPECT_EQ(spoken(tls_choice::always), r.spoken == protocol::tcp);
        EXPECT_FALSE(spoken(tls_choice::never));
    }
}

TEST(plan, walks_cluster_ips_from_outside_when_they_are_routed) {
    plan_options options = only("clusterip");
    options.routed_cluster_ips = true;
    EXPECT_THAT(targets(make_plan(recorded_cluster(), outside, options)),
                ElementsAre("10.0.70.205:80 clusterip-outside"));
}

TEST(plan, holds_node_ports_to_the_address_types_it_was_given) {
    cluster_facts facts = recorded_cluster();
    facts.nodes[1].addresses.push_back({"ExternalIP", "203.0.113.12", addr("203.0.113.12")});
    plan_options options = only("nodeport");
    options.address_types = {"ExternalIP"};
    EXPECT_THAT(targets(make_plan(facts, outside, options)), ElementsAre("203.0.113.12:30080 nodeport-cluster"));
    facts.nodes[1].addresses.back().type = "LegacyHostIP";
    options.address_types = {"InternalIP"};
    EXPECT_EQ(make_plan(facts, outside, options).paths.size(), 4U);
    options.address_types = {"Hostname"};
    EXPECT_THAT(make_plan(facts, outside, options).skipped,
                ElementsAre("default/nodeport: no node's address is known, so its node ports are left out"));
}

TEST(plan, says_it_once_for_many) {
    cluster_facts facts;
    for (int i = 0; i != 20; ++i) {
        service_facts service;
        service.name_space = "a";
        service.name = "s" + std::to_string(i);
        facts.services.push_back(service);
    }
    EXPECT_THAT(make_plan(facts, outside, {}).skipped,
                ElementsAre("a/s0, a/s1, a/s2, a/s3 and 16 more: headless, so there is no address but the pods' own"));
}

TEST(plan, names_a_service_that_is_not_there) {
    const plan made = make_plan(recorded_cluster(), outside, only("nope"));
    EXPECT_THAT(made.paths, IsEmpty());
    EXPECT_THAT(made.skipped, ElementsAre("default/nope: no such service was listed"));
}

TEST(plan, takes_internal_and_external_addresses_once_and_no_names) {
    cluster_facts facts = recorded_cluster();
    facts.nodes.resize(1);
    facts.nodes[0].addresses = {{"Hostname", "10.9.9.9", addr("10.9.9.9")},
                                {"InternalIP", "10.240.0.11", addr("10.240.0.11")},
                                {"ExternalIP", "203.0.113.11", addr("203.0.113.11")},
                                {"ExternalIP", "10.240.0.11", addr("10.240.0.11")},
                                {"ExternalDNS", "n1.example.com", std::nullopt}};
    const plan made = make_plan(facts, outside, only("nodeport"));
    ASSERT_EQ(made.paths.size(), 2U);
    EXPECT_EQ(made.paths[0].address_type, "InternalIP");
    EXPECT_EQ(made.paths[1].target.to_string(), "203.0.113.11:30080");
    EXPECT_EQ(made.paths[1].address_type, "ExternalIP");
}

TEST(plan, can_be_held_to_named_addresses) {
    plan_options options = only("nodeport");
    options.nodes = {addr("10.240.0.13"), addr("10.240.0.99"), addr("10.240.0.13")};
    const plan made = make_plan(recorded_cluster(), outside, options);
    EXPECT_THAT(targets(made), ElementsAre("10.240.0.99:30080 unknown-node", "10.240.0.13:30080 nodeport-cluster"));
    EXPECT_EQ(made.paths[0].node, "");
    EXPECT_EQ(made.paths[0].promise.expects, expectation::nothing);
    EXPECT_EQ(made.paths[0].id, "default/nodeport NodePort - 10.240.0.99:30080");
}

TEST(plan, says_that_no_node_is_known) {
    cluster_facts facts = recorded_cluster();
    facts.nodes.clear();
    EXPECT_THAT(make_plan(facts, outside, only("nodeport")).skipped,
                ElementsAre("default/nodeport: no node's address is known, so its node ports are left out"));
}

TEST(plan, refuses_special_addresses_unless_they_are_allowed) {
    cluster_facts facts = recorded_cluster();
    facts.nodes[0].addresses[0].address = addr("127.0.0.1");
    facts.nodes[1].addresses[0].address = addr("169.254.169.254");
    facts.nodes[2].addresses[0].address = addr("224.0.0.1");
    service_named(facts, "loadbalancer").ingress = {{addr("0.0.0.0"), "", false}, {addr("fd00:ec2::254"), "", false}};
    plan_options options = only("loadbalancer");
    const plan made = make_plan(facts, outside, options);
    EXPECT_THAT(made.paths, IsEmpty());
    EXPECT_THAT(made.skipped,
                ElementsAre(AllOf(HasSubstr("node n1 at 127.0.0.1"), HasSubstr("--allow-special-addresses")),
                            AllOf(HasSubstr("node n2 at 169.254.169.254"), HasSubstr("fd00:ec2::254")),
                            HasSubstr("node n3 at 224.0.0.1"),
                            HasSubstr("default/loadbalancer load balancer at 0.0.0.0")));
    options.allow_special_addresses = true;
    EXPECT_EQ(make_plan(facts, outside, options).paths.size(), 5U);
}

TEST(plan, tries_node_ports_in_the_services_families_only) {
    cluster_facts facts = recorded_cluster();
    facts.nodes[0].addresses.push_back({"InternalIP", "fd00:240::11", addr("fd00:240::11")});
    const plan made = make_plan(facts, outside, only("nodeport"));
    EXPECT_EQ(made.paths.size(), 3U);
    EXPECT_THAT(made.skipped,
                ElementsAre(HasSubstr("default/nodeport: has no cluster IP of the other address family")));
    service_named(facts, "nodeport").cluster_ips.push_back(addr("fd00:10::1"));
    EXPECT_THAT(targets(make_plan(facts, outside, only("nodeport"))),
                Contains("[fd00:240::11]:30080 no-endpoints")); // the endpoints are IPv4 alone
}

TEST(plan, promises_nothing_when_endpoints_are_unknown) {
    cluster_facts facts = recorded_cluster();
    service_facts& service = service_named(facts, "nodeport-local");
    service.endpoints.clear();
    service.endpoints_known = false;
    for (const path& p : make_plan(facts, in_client_2, only("nodeport-local")).paths)
        EXPECT_EQ(p.promise.rule, "endpoints-unknown");
}

TEST(plan, finds_the_node_of_an_endpoint_that_names_none) {
    cluster_facts facts = recorded_cluster();
    service_named(facts, "nodeport-local").endpoints[0].node_name = "";
    facts.pods.clear();
    EXPECT_THAT(targets(make_plan(facts, outside, only("nodeport-local"))),
                Contains("10.240.0.11:30081 nodeport-local-endpoint"));
    service_named(facts, "nodeport-local").endpoints[0].address = addr("192.0.2.200");
    for (const path& p : make_plan(facts, outside, only("nodeport-local")).paths)
        EXPECT_EQ(p.promise.rule, "endpoint-node-unknown");
}

TEST(plan, counts_terminating_endpoints_from_1_26_on) {
    cluster_facts facts = recorded_cluster();
    endpoint_facts& endpoint = service_named(facts, "nodeport").endpoints[0];
    endpoint.ready = false;
    endpoint.terminating = true;
    const auto rule_at = [&](const char* version) {
        facts.server_version = version;
        return std::string(make_plan(facts, outside, only("nodeport")).paths[0].promise.rule);
    };
    EXPECT_EQ(rule_at("v1.25.9"), "no-endpoints");
    EXPECT_EQ(rule_at("v1.26.0+k3s1"), "nodeport-cluster");
    EXPECT_EQ(rule_at("v2.0.0"), "nodeport-cluster");
    EXPECT_EQ(rule_at(""), "endpoints-unknown");
    EXPECT_EQ(rule_at("v0.0.0-master+faecb196815e2"), "endpoints-unknown");
    EXPECT_EQ(rule_at("v1"), "endpoints-unknown");
    endpoint.serving = false;
    EXPECT_EQ(rule_at("v1.26.0"), "no-endpoints");
}

TEST(plan, holds_clients_to_the_source_ranges) {
    cluster_facts facts = recorded_cluster();
    service_facts& service = service_named(facts, "loadbalancer");
    const auto rule_from = [&](vantage from) {
        return std::string(make_plan(facts, from, only("loadbalancer")).paths[3].promise.rule);
    };
    service.source_ranges = {net("192.0.2.0/24")};
    EXPECT_EQ(rule_from(outside), "source-ranges");
    EXPECT_EQ(rule_from({vantage_kind::outside, "", "", {addr("192.0.2.9")}}), "vip-cluster");
    EXPECT_EQ(rule_from({vantage_kind::outside, "", "", {addr("192.0.2.9"), addr("198.51.100.1")}}),
              "source-ranges-unclear");
    EXPECT_EQ(rule_from({vantage_kind::outside, "", "", {}}), "source-ranges-unclear");
    EXPECT_EQ(rule_from({vantage_kind::outside, "", "", {addr("2001:db8::1")}}), "source-ranges-unclear");
    // A private address on the way to a public one is not the address that arrives.
    EXPECT_EQ(rule_from({vantage_kind::outside, "", "", {addr("192.168.1.5")}}), "source-ranges-unclear");
    EXPECT_EQ(rule_from(in_client_2), "source-ranges");
    const auto behind_nat = [](std::string_view source) {
        return vantage{vantage_kind::outside, "", "", {addr("192.168.1.5")}, {net(source)}};
    };
    EXPECT_EQ(rule_from(behind_nat("192.0.2.7")), "vip-cluster");
    EXPECT_EQ(rule_from(behind_nat("192.0.2.0/25")), "vip-cluster");
    EXPECT_EQ(rule_from(behind_nat("198.51.100.0/24")), "source-ranges");
    EXPECT_EQ(rule_from(behind_nat("192.0.0.0/16")), "source-ranges-unclear");
    EXPECT_EQ(rule_from(behind_nat("2001:db8::/64")), "source-ranges-unclear");
    service.source_ranges = {net("0.0.0.0/0")};
    EXPECT_EQ(rule_from({vantage_kind::outside, "", "", {addr("192.168.1.5")}}), "vip-cluster");
}

TEST(direct_plan, promises_nothing) {
    const plan made = make_direct_plan({addr("10.0.0.2"), addr("10.0.0.1"), addr("10.0.0.2")}, 30080);
    EXPECT_THAT(targets(made), ElementsAre("10.0.0.1:30080 no-api", "10.0.0.2:30080 no-api"));
    EXPECT_EQ(made.paths[0].id, "- NodePort - 10.0.0.1:30080");
    EXPECT_EQ(made.paths[0].promise.expects, expectation::nothing);
}

} // namespace
} // namespace srcip::probe
