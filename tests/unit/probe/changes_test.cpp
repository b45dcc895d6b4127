#include "probe/changes.hpp"

#include "recorded_cluster.hpp"

#include <functional>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

path path_of(path_kind kind, std::string_view service, std::string_view target) {
    path p;
    p.name_space = "default";
    p.service = service;
    p.kind = kind;
    p.target = ip_endpoint::parse(target).value();
    return p;
}

const path node_port = path_of(path_kind::node_port, "loadbalancer", "10.240.0.11:30082");
const path vip = path_of(path_kind::load_balancer, "loadbalancer", "203.0.113.140:80");
const path cluster_ip = path_of(path_kind::cluster_ip, "loadbalancer", "10.0.233.17:80");
const path external = path_of(path_kind::external_ip, "loadbalancer", "192.0.2.80:80");

struct change {
    const char* name;
    std::function<void(service_facts&)> make;
    /// For node_port, vip, cluster_ip, external: x where the change matters.
    std::string_view matters;
};

const change changes[] = {
    {"nothing", [](service_facts&) {}, "...."},
    {"another endpoint",
     [](service_facts& s) {
         s.endpoints.push_back({addr("10.180.2.9"), "n2", "", ""});
     },
     "xxxx"},
    {"no endpoint", [](service_facts& s) { s.endpoints.clear(); }, "xxxx"},
    {"an endpoint not ready any more", [](service_facts& s) { s.endpoints[0].ready = false; }, "xxxx"},
    {"an endpoint that terminates", [](service_facts& s) { s.endpoints[0].terminating = true; }, "xxxx"},
    {"an endpoint on another node", [](service_facts& s) { s.endpoints[0].node_name = "n2"; }, "xxxx"},
    {"endpoints that may not be listed", [](service_facts& s) { s.endpoints_known = false; }, "xxxx"},
    {"the endpoint's pod renamed", [](service_facts& s) { s.endpoints[0].pod_name = "other"; }, "...."},
    {"the external policy", [](service_facts& s) { s.external_policy = traffic_policy::local; }, "xx.x"},
    {"the internal policy", [](service_facts& s) { s.internal_policy = traffic_policy::local; }, "..x."},
    {"another node port", [](service_facts& s) { s.ports[0].node_port = 31000; }, "x..."},
    {"another port", [](service_facts& s) { s.ports[0].port = 81; }, ".xxx"},
    {"another protocol", [](service_facts& s) { s.ports[0].protocol = protocol::udp; }, "xxxx"},
    {"one more port",
     [](service_facts& s) {
         s.ports.push_back({"x", protocol::tcp, 81, 31000, ""});
     },
     "...."},
    {"another load balancer", [](service_facts& s) { s.ingress[0].ip = addr("203.0.113.1"); }, ".x.."},
    {"source ranges", [](service_facts& s) { s.source_ranges = {net("192.0.2.0/24")}; }, ".x.."},
    {"another cluster IP", [](service_facts& s) { s.cluster_ips = {addr("10.0.0.99")}; }, "..x."},
    {"no external IP", [](service_facts& s) { s.external_ips.clear(); }, "...x"},
};

TEST(what_changed, matters_to_the_paths_that_it_decides) {
    cluster_facts before = recorded_cluster();
    service_named(before, "loadbalancer").external_ips = {addr("192.0.2.80")};
    const path paths[] = {node_port, vip, cluster_ip, external};
    for (const change& c : changes) {
        cluster_facts after = before;
        c.make(service_named(after, "loadbalancer"));
        for (std::size_t i = 0; i != std::size(paths); ++i) {
            const auto why =
                what_changed(paths[i], service_named(before, "loadbalancer"), service_named(after, "loadbalancer"));
            EXPECT_EQ(why.empty(), c.matters[i] == '.') << c.name << ", " << to_string(paths[i].kind) << ": " << why;
        }
    }
}

TEST(what_changed, does_not_take_a_names_addresses_for_a_change) {
    cluster_facts facts = recorded_cluster();
    service_facts& was = service_named(facts, "loadbalancer");
    was.ingress = {{std::nullopt, "lb.example", false}};
    service_facts is = was; // not looked up again
    was.ingress[0].resolved = {addr("203.0.113.140")};
    path named = vip;
    named.host_name = "lb.example";
    EXPECT_EQ(what_changed(named, was, is), "");
    is.ingress[0].hostname = "other.example";
    EXPECT_NE(what_changed(named, was, is), "");
}

sweep_row broken(const path& p) {
    sweep_row row;
    row.path = p;
    row.verdict.promise = promise_outcome::broken;
    row.verdict.note = "as before";
    return row;
}

TEST(excuse_changed, makes_inconclusive_what_proves_nothing) {
    const cluster_facts before = recorded_cluster();
    cluster_facts after = before;
    service_named(after, "loadbalancer").endpoints.clear();
    std::erase_if(after.services, [](const service_facts& s) { return s.name == "nodeport"; });
    path no_api;
    std::vector<sweep_row> rows{broken(vip), broken(path_of(path_kind::node_port, "nodeport", "10.240.0.11:30080")),
                                broken(path_of(path_kind::node_port, "nodeport-local", "10.240.0.11:30081")),
                                broken(no_api)};
    std::vector<health_row> health(3);
    for (health_row& row : health) {
        row.name_space = "default";
        row.outcome = promise_outcome::broken;
    }
    health[0].service = "loadbalancer";
    health[1].service = "loadbalancer-local";
    health[2].name_space = ""; // kube-proxy's own
    excuse_changed(rows, health, before, after);
    EXPECT_EQ(rows[0].verdict.promise, promise_outcome::inconclusive);
    EXPECT_EQ(rows[0].verdict.note, "the service's endpoints changed during the sweep");
    EXPECT_EQ(rows[1].verdict.note, "the service was deleted during the sweep");
    EXPECT_EQ(rows[2].verdict.promise, promise_outcome::broken);
    EXPECT_EQ(rows[2].verdict.note, "as before");
    EXPECT_EQ(rows[3].verdict.promise, promise_outcome::broken);
    EXPECT_EQ(health[0].outcome, promise_outcome::inconclusive);
    EXPECT_EQ(health[1].outcome, promise_outcome::broken);
    EXPECT_EQ(health[2].outcome, promise_outcome::broken);
}

} // namespace
} // namespace srcip::probe
