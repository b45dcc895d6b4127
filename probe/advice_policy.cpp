#include "probe/advice_looks.hpp"
#include "probe/advice_scene.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

constexpr auto node_kinds = {rewriter_kind::node, rewriter_kind::pod_bridge, rewriter_kind::tunnel};

/// Whether somebody asked for Local, and the Service in the cluster says Cluster all the same.
bool local_was_meant(const advice_scene& scene, const advised_service& service) {
    const service_hints& hints = service.hints();
    return !hints.local_asked_by.empty() || (scene.input().preservation_wanted && hints.by_helm);
}

bool rewritten_by_cluster_policy(const sweep_row& row) {
    return is_external(row.path) && row.path.policy == traffic_policy::cluster && translated(row) &&
           is_rewriter(row, node_kinds) && row.path.promise.expects == expectation::answer;
}

void look_at_cluster_policy(const advice_scene& scene, advice_findings& found, bool meant) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows)
            if (rewritten_by_cluster_policy(*row) && local_was_meant(scene, service) == meant)
                found.about(service.name).add(*row);
}

/// Silence where there is no endpoint proves something only on a node that is alive: one whose health port says 503,
/// or, for services without such a port, one that answers anything at all. Pods are sent on to endpoints elsewhere, and
/// find silence for another reason: see look_for_asymmetric_path().
bool is_missing_endpoint(const advice_scene& scene, const advised_service& service, const sweep_row& row) {
    if (row.path.promise.rule != "nodeport-local-no-endpoint" || answered(row) ||
        scene.from().kind == vantage_kind::pod)
        return false;
    const health_row* health = service.health_on(row.path.node);
    if (health != nullptr && health->contact == contact::answered)
        return health->status == 503;
    return scene.node_answers(row.path.node);
}

/// A load balancer that sends to a node without an endpoint. When a node with one is silent, too, that is the fault.
bool sends_to_missing_endpoint(const advised_service& service, const sweep_row& row) {
    const auto serves = [](const sweep_row* r) {
        return r->path.promise.rule != "nodeport-local-endpoint" || answered(*r);
    };
    return promised_by_local(row) && row.path.kind != path_kind::node_port && silent(row) && !service.hints().aws_nlb &&
           std::all_of(service.rows.begin(), service.rows.end(), serves);
}

} // namespace

void look_for_cluster_policy(const advice_scene& scene, advice_findings& found) {
    look_at_cluster_policy(scene, found, false);
}

void look_for_lost_local_policy(const advice_scene& scene, advice_findings& found) {
    look_at_cluster_policy(scene, found, true);
}

void look_for_missing_local_endpoints(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services()) {
        std::vector<const sweep_row*> silent_nodes;
        for (const sweep_row* row : service.rows)
            if (is_missing_endpoint(scene, service, *row))
                silent_nodes.push_back(row);
        if (silent_nodes.empty())
            continue;
        advice_finding& finding = found.about(service.name);
        for (const sweep_row* row : silent_nodes)
            finding.add(*row);
        for (const sweep_row* row : service.rows)
            if (sends_to_missing_endpoint(service, *row))
                finding.add(*row);
        for (const health_row* health : service.healths)
            if (health->status == 503 && finding.nodes.contains(health->node))
                finding.add(*health);
    }
}

void look_for_rewritten_external_ip(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows)
            if (row->path.kind == path_kind::external_ip && promised_by_local(*row) && translated(*row) &&
                is_rewriter(*row, node_kinds))
                found.about(service.name).add(*row);
}

void look_for_routed_cluster_ip(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows) {
            const bool promised = row->path.promise.expects == expectation::preserve;
            const bool routed = !scene.is_inside() && row->path.promise.expects == expectation::nothing;
            if (row->path.kind == path_kind::cluster_ip && (promised || routed) && translated(*row) &&
                is_rewriter(*row, node_kinds))
                found.about(service.name).add(*row);
        }
}

} // namespace srcip::probe
