#include "probe/health.hpp"

#include "probe/address_book.hpp"
#include "probe/node_targets.hpp"
#include "probe/placement.hpp"
#include "probe/special_address.hpp"

#include <algorithm>
#include <set>

namespace srcip::probe {

namespace {

constexpr std::uint16_t kube_proxy_port = 10256;

/// One address of each node that may be asked.
std::vector<node_target> one_address_each(const cluster_facts& facts, const plan_options& options) {
    std::vector<node_target> chosen;
    std::set<std::string_view> known;
    const auto all = choose_node_targets(facts, options.nodes, options.address_types);
    for (const node_target& node : all) {
        const bool allowed = options.allow_special_addresses || special_address_reason(node.address).empty();
        if (!node.node.empty() && allowed && known.insert(node.node).second)
            chosen.push_back(node);
    }
    return chosen;
}

bool has_health_port(const service_facts& service, const plan_options& options) {
    const std::string id = service.name_space + '/' + service.name;
    const bool wanted = options.services.empty() ||
                        std::find(options.services.begin(), options.services.end(), id) != options.services.end();
    return wanted && service.health_check_node_port != 0 && service.type == service_type::load_balancer &&
           service.external_policy == traffic_policy::local;
}

/// kube-proxy counts endpoints that are ready, of either family; those that only still serve are left out.
std::optional<unsigned> expected_status(const placement& v4, const placement& v6, std::string_view node) {
    const presence here[] = {v4.on(node), v6.on(node)};
    if (here[0] == presence::yes || here[1] == presence::yes)
        return 200;
    if (here[0] == presence::unknown || here[1] == presence::unknown)
        return std::nullopt;
    return 503;
}

std::set<std::string_view> unready_nodes(const cluster_facts& facts) {
    std::set<std::string_view> names;
    for (const node_facts& node : facts.nodes)
        if (!node.ready)
            names.insert(node.name);
    return names;
}

} // namespace

std::vector<health_target> plan_health(const cluster_facts& facts, const vantage& from, const plan_options& options) {
    const address_book book(facts);
    const auto nodes = one_address_each(facts, options);
    const auto unready = unready_nodes(facts);
    std::vector<health_target> targets;
    const auto add = [&](health_kind kind, const node_target& node, std::uint16_t port) -> health_target& {
        health_target& target = targets.emplace_back();
        target.kind = kind;
        target.node = node.node;
        target.target = {node.address, port};
        target.node_ready = !unready.contains(node.node);
        return target;
    };
    for (const node_target& node : nodes)
        add(health_kind::kube_proxy, node, kube_proxy_port);
    for (const service_facts& service : facts.services) {
        if (!has_health_port(service, options))
            continue;
        const placement v4(service, true, presence::no, book, from);
        const placement v6(service, false, presence::no, book, from);
        for (const node_target& node : nodes) {
            health_target& target = add(health_kind::service, node, service.health_check_node_port);
            target.name_space = service.name_space;
            target.service = service.name;
            target.expected_status = expected_status(v4, v6, node.node);
        }
    }
    return targets;
}

} // namespace srcip::probe
