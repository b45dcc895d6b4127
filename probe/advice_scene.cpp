#include "probe/advice_scene.hpp"

#include "probe/find_service.hpp"

#include <algorithm>
#include <utility>

namespace srcip::probe {

namespace {

std::string service_id(std::string_view name_space, std::string_view name) {
    return name.empty() ? std::string() : std::string(name_space) + '/' + std::string(name);
}

} // namespace

const service_hints& advised_service::hints() const {
    static const service_hints none;
    return facts == nullptr ? none : facts->hints;
}

const health_row* advised_service::health_on(std::string_view node) const {
    const auto at = std::lower_bound(healths.begin(), healths.end(), node,
                                     [](const health_row* row, std::string_view key) { return row->node < key; });
    return at != healths.end() && (*at)->node == node ? *at : nullptr;
}

advice_scene::advice_scene(const advice_input& input)
    : input_(input) {
    std::map<std::pair<std::string_view, std::string_view>, advised_service> by_name;
    for (const sweep_row& row : input.rows) {
        if (answered(row) && row.path.kind == path_kind::node_port)
            answering_nodes_.insert(row.path.node);
        if (says_something(row))
            by_name[{row.path.name_space, row.path.service}].rows.push_back(&row);
    }
    for (const health_row& row : input.health) {
        if (row.contact == contact::answered)
            answering_nodes_.insert(row.node);
        if (row.kind == health_kind::service)
            by_name[{row.name_space, row.service}].healths.push_back(&row);
    }
    for (auto& [key, service] : by_name) {
        service.name = service_id(key.first, key.second);
        service.facts = find_service(input.facts, key.first, key.second);
        std::stable_sort(service.healths.begin(), service.healths.end(),
                         [](const health_row* a, const health_row* b) { return a->node < b->node; });
        services_.push_back(std::move(service));
    }
    for (const node_facts& node : input.facts.nodes)
        for (const node_address& address : node.addresses)
            if (address.address)
                node_addresses_.insert(*address.address);
}

const node_facts* advice_scene::node(std::string_view name) const {
    const auto& nodes = input_.facts.nodes;
    const auto at = std::lower_bound(nodes.begin(), nodes.end(), name,
                                     [](const node_facts& n, std::string_view key) { return n.name < key; });
    return at != nodes.end() && at->name == name ? &*at : nullptr;
}

void advice_finding::add(const sweep_row& row) {
    evidence.insert(row.path.id);
    if (!row.path.node.empty())
        nodes.insert(row.path.node);
    if (row.verdict.client_address)
        addresses.insert(*row.verdict.client_address);
    promise_broken = promise_broken || row.verdict.promise == promise_outcome::broken;
}

void advice_finding::add(const health_row& row) {
    evidence.insert(make_health_id(row));
    nodes.insert(row.node);
    promise_broken = promise_broken || row.outcome == promise_outcome::broken;
}

bool says_something(const sweep_row& row) {
    const verdict& v = row.verdict;
    return v.promise != promise_outcome::inconclusive || row.path.promise.expects == expectation::nothing ||
           v.seen == seen_outcome::not_echo || v.seen == seen_outcome::error;
}

bool answered(const sweep_row& row) {
    const seen_outcome seen = row.verdict.seen;
    return seen == seen_outcome::preserved || seen == seen_outcome::snat || seen == seen_outcome::proxied;
}

bool silent(const sweep_row& row) { return row.verdict.seen == seen_outcome::timeout; }

bool translated(const sweep_row& row) { return row.verdict.seen == seen_outcome::snat && row.verdict.rewritten_by; }

bool is_rewriter(const sweep_row& row, std::initializer_list<rewriter_kind> kinds) {
    return row.verdict.rewritten_by &&
           std::find(kinds.begin(), kinds.end(), row.verdict.rewritten_by->kind) != kinds.end();
}

bool is_external(const path& path) { return path.kind != path_kind::cluster_ip; }

bool promised_by_local(const sweep_row& row) {
    return is_external(row.path) && row.path.policy == traffic_policy::local &&
           row.path.promise.expects == expectation::preserve;
}

bool has_endpoint_on(const advised_service& service, std::string_view node) {
    return service.facts != nullptr && !node.empty() &&
           std::any_of(service.facts->endpoints.begin(), service.facts->endpoints.end(),
                       [&](const endpoint_facts& e) { return e.ready && e.node_name == node; });
}

} // namespace srcip::probe
