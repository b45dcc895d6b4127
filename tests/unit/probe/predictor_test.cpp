#include "probe/plan.hpp"

#include "recorded_cluster.hpp"

#include <array>
#include <gtest/gtest.h>
#include <map>

namespace srcip::probe {
namespace {

// What is promised, over everything that decides it: where we stand × kind of path × policy × where the endpoint is ×
// version × kube-proxy's mode. The letters are written down from Kubernetes' documentation and from what a real
// kube-proxy was seen to do, not from the code:
//   a(nswer) p(reserve) s(ilence) r(efusal) e(ither) n(othing)

// n1: the endpoint's node. 1: its node port; 2: that of n2; V: the load balancer's address; P: that with ipMode Proxy;
// X: an external IP; C: the cluster IP (under internalTrafficPolicy where the policy is Local).
constexpr std::string_view columns = "12VPXC";

struct standing {
    const char* name;
    vantage from;
    std::string_view cluster; ///< by column, where a ready endpoint is on n1
    std::string_view local;
    std::string_view unplaced; ///< Local, the endpoint is ready on a node that the API does not tell
};

const standing standings[] = {
    {"outside", {vantage_kind::outside, "", "", {addr("198.51.100.79")}}, "aaaaan", "pspppn", "nnpppn"},
    {"n1", {vantage_kind::node, "n1", "", {addr("10.240.0.11")}}, "aaaaaa", "asaaaa", "anaaan"},
    {"n2", {vantage_kind::node, "n2", "", {addr("10.240.0.12")}}, "aaaaaa", "paaaas", "naaaan"},
    {"pod on n1", {vantage_kind::pod, "n1", "default/client-1", {addr("10.180.1.9")}}, "aaaaap", "pspapp", "pnpapn"},
    {"pod on n2", {vantage_kind::pod, "n2", "default/client-2", {addr("10.180.2.8")}}, "aaaaap", "pppaps", "nppapn"},
    {"endpoint", {vantage_kind::pod, "n1", "default/echo-1", {addr("10.180.1.136")}}, "aaaaaa", "aeaaaa", "pnpapn"},
};

struct placing {
    const char* name;
    bool known;
    std::vector<endpoint_facts> endpoints;
};

endpoint_facts echo(const char* address, bool ready, bool serving, bool terminating) {
    return {addr(address), "", "", "", ready, serving, terminating};
}

const placing placings[] = {
    {"ready", true, {echo("10.180.1.136", true, true, false)}},
    {"draining", true, {echo("10.180.1.136", false, true, true)}},
    {"draining and ready", true, {echo("10.180.3.9", false, true, true), echo("10.180.1.136", true, true, false)}},
    {"gone", true, {echo("10.180.1.136", false, false, true)}},
    {"unready", true, {echo("10.180.1.136", false, false, false)}},
    {"none", true, {}},
    {"not told", false, {}},
    {"unplaced", true, {echo("192.0.2.77", true, true, false)}},
};

/// Whether terminating endpoints serve when there are no others: Kubernetes 1.26.
struct release {
    const char* version;
    char drains; ///< y(es), n(o), ? nobody knows
};
constexpr release releases[] = {{"v1.5.8", 'n'},  {"v1.20.2", 'n'},      {"v1.25.16", 'n'},
                                {"v1.26.0", 'y'}, {"v1.33.1+k3s1", 'y'}, {"", '?'}};

constexpr const char* modes[] = {"", "iptables", "ipvs", "nftables"};

char expected(const standing& at, traffic_policy policy, std::string_view placing, char drains, std::size_t column) {
    if (columns[column] == 'C' && at.from.kind == vantage_kind::outside)
        return 'n'; // no promise of Kubernetes, whatever else is so
    if (placing == "not told" || (placing == "draining" && drains == '?'))
        return 'n';
    if (placing == "none" || placing == "unready" || placing == "gone" || (placing == "draining" && drains == 'n'))
        return 'r';
    if (columns[column] == 'X' && policy == traffic_policy::local && at.from.kind != vantage_kind::outside &&
        drains != 'y')
        return 'e'; // as it happens in the same version: 1.26
    if (policy == traffic_policy::cluster)
        return placing == "unplaced" && std::string_view(at.name) == "endpoint" && columns[column] == 'C'
                   ? 'p' // with another endpoint it is a client like every other
                   : at.cluster[column];
    return placing == "unplaced" ? at.unplaced[column] : at.local[column];
}

service_facts service_of(traffic_policy policy, const placing& where) {
    service_facts service;
    service.name_space = "default";
    service.name = "web";
    service.type = service_type::load_balancer;
    service.cluster_ips = {addr("10.0.0.7")};
    service.external_ips = {addr("203.0.113.9")};
    service.ingress = {{addr("203.0.113.1"), "", false}, {addr("203.0.113.2"), "", true}};
    service.ports = {{"", protocol::tcp, 80, 30080, ""}};
    service.external_policy = policy;
    service.internal_policy = policy;
    service.endpoints = where.endpoints;
    service.endpoints_known = where.known;
    return service;
}

char letter(expectation expects) { return to_string(expects).front(); }

/// The letters of a plan by their columns, and of n1's second address ('s').
std::map<char, char> predicted(const cluster_facts& facts, const vantage& from, const char* mode) {
    static const std::map<std::string, char> column_of{
        {"10.240.0.11:30080", '1'}, {"10.240.0.12:30080", '2'}, {"203.0.113.1:80", 'V'},  {"203.0.113.2:80", 'P'},
        {"203.0.113.9:80", 'X'},    {"10.0.0.7:80", 'C'},       {"192.0.2.11:30080", 's'}};
    plan_options options;
    options.routed_cluster_ips = true;
    options.proxy_mode = mode;
    std::map<char, char> letters;
    for (const path& p : make_plan(facts, from, options).paths)
        if (const auto at = column_of.find(p.target.to_string()); at != column_of.end())
            letters[at->second] = letter(p.promise.expects);
    return letters;
}

void check(const standing& at, traffic_policy policy, const placing& where, const release& of, const char* mode) {
    cluster_facts facts = recorded_cluster();
    facts.server_version = of.version;
    facts.nodes[0].addresses.push_back({"ExternalIP", "192.0.2.11", addr("192.0.2.11")});
    facts.services = {service_of(policy, where)};
    const std::map<char, char> letters = predicted(facts, at.from, mode);
    ASSERT_EQ(letters.size(), columns.size() + 1);
    for (std::size_t i = 0; i != columns.size(); ++i) {
        const std::string_view placing =
            std::string_view(where.name) == "draining and ready" ? std::string_view("ready") : where.name;
        const char wanted = expected(at, policy, placing, of.drains, i);
        EXPECT_EQ(letters.at(columns[i]), wanted) << "column " << columns[i];
        if (columns[i] != '1')
            continue;
        // kube-proxy's nftables mode serves node ports on the primary addresses alone.
        const bool judged = wanted != 'r' && (wanted != 'n' || placing == "unplaced");
        EXPECT_EQ(letters.at('s'), judged && std::string_view(mode) == "nftables" ? 'e' : wanted);
    }
}

TEST(predictor, knows_what_is_promised_in_every_situation) {
    std::size_t situations = 0;
    for (const standing& at : standings)
        for (const traffic_policy policy : {traffic_policy::cluster, traffic_policy::local})
            for (const placing& where : placings)
                for (const release& of : releases)
                    for (const char* mode : modes) {
                        SCOPED_TRACE(std::string(at.name) + ", " + std::string(to_string(policy)) + ", endpoint " +
                                     where.name + ", " + of.version + ", " + mode);
                        check(at, policy, where, of, mode);
                        ++situations;
                    }
    EXPECT_EQ(situations, 6 * 2 * 8 * 6 * 4U);
}

TEST(predictor, counts_draining_endpoints_node_by_node_under_local) {
    cluster_facts facts = recorded_cluster();
    facts.services = {service_of(traffic_policy::local, placings[0])};
    facts.services[0].endpoints.push_back(echo("10.180.2.9", false, true, true));
    const auto at_n2 = [&](const char* version) {
        facts.server_version = version;
        return predicted(facts, standings[0].from, "").at('2');
    };
    EXPECT_EQ(at_n2("v1.25.0"), 's');
    EXPECT_EQ(at_n2("v1.26.0"), 'p');
    EXPECT_EQ(at_n2(""), 'n');
}

} // namespace
} // namespace srcip::probe
