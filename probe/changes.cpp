#include "probe/changes.hpp"

#include "probe/find_service.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

namespace srcip::probe {

namespace {

constexpr std::string_view deleted = "the service was deleted during the sweep";

using endpoint_key = std::tuple<ip_address, std::string_view, bool, bool, bool>;

std::set<endpoint_key> endpoints_of(const service_facts& service) {
    std::set<endpoint_key> all;
    for (const endpoint_facts& e : service.endpoints)
        all.emplace(e.address, e.node_name, e.ready, e.serving, e.terminating);
    return all;
}

bool same_endpoints(const service_facts& a, const service_facts& b) {
    return a.endpoints_known == b.endpoints_known && endpoints_of(a) == endpoints_of(b);
}

bool has_port(const service_facts& service, const path& p) {
    return std::any_of(service.ports.begin(), service.ports.end(), [&](const service_port& port) {
        const std::uint16_t number = p.kind == path_kind::node_port ? port.node_port : port.port;
        return port.protocol == p.protocol && number == p.target.port;
    });
}

bool holds(const std::vector<ip_address>& addresses, const ip_address& address) {
    return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

/// By the address, or by the name that it was resolved from: names are not looked up again.
bool is_ingress(const service_facts& service, const path& p) {
    return std::any_of(service.ingress.begin(), service.ingress.end(), [&](const load_balancer_ingress& ingress) {
        return ingress.ip ? *ingress.ip == p.target.address : ingress.hostname == p.host_name;
    });
}

bool has_address(const service_facts& service, const path& p) {
    switch (p.kind) {
    case path_kind::load_balancer:
        return is_ingress(service, p);
    case path_kind::external_ip:
        return holds(service.external_ips, p.target.address);
    case path_kind::cluster_ip:
        return holds(service.cluster_ips, p.target.address);
    case path_kind::node_port:
        break;
    }
    return true;
}

traffic_policy policy_of(const service_facts& service, path_kind kind) {
    return kind == path_kind::cluster_ip ? service.internal_policy : service.external_policy;
}

void excuse(promise_outcome& outcome, std::string& note, std::string_view why) {
    outcome = promise_outcome::inconclusive;
    note = why;
}

} // namespace

std::string_view what_changed(const path& path, const service_facts& before, const service_facts& after) {
    if (!same_endpoints(before, after))
        return "the service's endpoints changed during the sweep";
    if (policy_of(before, path.kind) != policy_of(after, path.kind))
        return "the traffic policy changed during the sweep";
    if (!has_port(after, path))
        return "the service's ports changed during the sweep";
    if (!has_address(after, path))
        return "the service's addresses changed during the sweep";
    if (path.kind == path_kind::load_balancer && before.source_ranges != after.source_ranges)
        return "loadBalancerSourceRanges changed during the sweep";
    return {};
}

void excuse_changed(std::span<sweep_row> rows, std::span<health_row> health, const cluster_facts& before,
                    const cluster_facts& after) {
    for (sweep_row& row : rows) {
        const service_facts* was = find_service(before, row.path.name_space, row.path.service);
        const service_facts* is = find_service(after, row.path.name_space, row.path.service);
        if (was == nullptr)
            continue;
        if (const std::string_view why = is == nullptr ? deleted : what_changed(row.path, *was, *is); !why.empty())
            excuse(row.verdict.promise, row.verdict.note, why);
    }
    for (health_row& row : health) {
        const service_facts* was = find_service(before, row.name_space, row.service);
        const service_facts* is = find_service(after, row.name_space, row.service);
        if (was == nullptr)
            continue; // kube-proxy's own, for one
        if (is == nullptr)
            excuse(row.outcome, row.note, deleted);
        else if (!same_endpoints(*was, *is) || was->health_check_node_port != is->health_check_node_port)
            excuse(row.outcome, row.note, "the service changed during the sweep");
    }
}

} // namespace srcip::probe
