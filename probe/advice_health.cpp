#include "probe/advice_looks.hpp"
#include "probe/advice_scene.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

/// What is wrong with one node is about that node; with several it is about the cluster, said once.
void give(advice_findings& found, const std::map<std::string, advice_finding>& by_node) {
    const bool one = by_node.size() == 1;
    for (const auto& [node, finding] : by_node) {
        advice_finding& all = found.about(one ? node : std::string());
        all.evidence.insert(finding.evidence.begin(), finding.evidence.end());
        all.nodes.insert(node);
        all.promise_broken = all.promise_broken || finding.promise_broken;
    }
}

bool is_node_port_on(const sweep_row& row, std::string_view node) {
    return row.path.kind == path_kind::node_port && row.path.node == node;
}

bool does_not_answer(contact how) { return how == contact::timeout || how == contact::error; }

/// What a path should have done if its node were alive.
bool expects_answer(const sweep_row& row) {
    return row.path.promise.expects == expectation::answer || row.path.promise.expects == expectation::preserve;
}

} // namespace

void look_for_wrong_host_name(const advice_scene& scene, advice_findings& found) {
    std::map<std::string, advice_finding> by_node;
    for (const advised_service& service : scene.services())
        for (const health_row* health : service.healths) {
            if (health->status != 503 || health->expected_status != 200U)
                continue;
            const auto on_node = [&](const sweep_row* row) { return is_node_port_on(*row, health->node); };
            // A node port that answers shows that kube-proxy knows the endpoint: then only the health answer is late.
            if (std::any_of(service.rows.begin(), service.rows.end(),
                            [&](const sweep_row* row) { return on_node(row) && answered(*row); }))
                continue;
            by_node[health->node].add(*health);
            for (const sweep_row* row : service.rows)
                if (on_node(row) && promised_by_local(*row))
                    by_node[health->node].add(*row);
        }
    give(found, by_node);
}

void look_for_dropped_health_port(const advice_scene& scene, advice_findings& found) {
    std::map<std::string_view, const sweep_row*> working; // one node port of each node is witness enough
    for (const sweep_row& row : scene.input().rows)
        if (row.path.kind == path_kind::node_port && answered(row)) {
            const sweep_row*& witness = working.try_emplace(row.path.node, &row).first->second;
            if (row.path.id < witness->path.id)
                witness = &row;
        }
    std::map<std::string, advice_finding> by_node;
    for (const health_row& health : scene.input().health)
        if (const auto at = working.find(health.node); does_not_answer(health.contact) && at != working.end()) {
            by_node[health.node].add(health);
            by_node[health.node].add(*at->second);
        }
    give(found, by_node);
}

void look_for_dead_node(const advice_scene& scene, advice_findings& found) {
    std::map<std::string, advice_finding> by_node;
    std::set<std::string> alive;
    bool some_answer = false;
    for (const sweep_row& row : scene.input().rows) {
        some_answer = some_answer || answered(row);
        if (row.path.kind != path_kind::node_port || row.path.node.empty() || row.path.service.empty())
            continue;
        if (!does_not_answer(row.observation.contact))
            alive.insert(row.path.node);
        else if (expects_answer(row))
            by_node[row.path.node].add(row);
    }
    for (const health_row& health : scene.input().health)
        if (!does_not_answer(health.contact))
            alive.insert(health.node);
        else if (const auto at = by_node.find(health.node); at != by_node.end())
            at->second.add(health);
    std::erase_if(by_node, [&](const auto& entry) { return alive.contains(entry.first); });
    if (some_answer) // otherwise nothing says that the fault is the node's and not ours
        give(found, by_node);
}

} // namespace srcip::probe
