#include "probe/advice_looks.hpp"
#include "probe/advice_scene.hpp"
#include "probe/advice_servicelb.hpp"

namespace srcip::probe {

namespace {

/// The plugin of the node whose address was seen; empty: not known.
std::string_view plugin_of(const advice_scene& scene, const sweep_row& row) {
    const node_facts* node = row.verdict.rewritten_by ? scene.node(row.verdict.rewritten_by->node) : nullptr;
    return node == nullptr ? std::string_view() : node->network_plugin;
}

/// Its address is somewhere in its node's pod range; Cilium's annotation names it, or it is the zeroth.
bool is_cilium_host(const advice_scene& scene, const sweep_row& row) {
    return is_rewriter(row, {rewriter_kind::tunnel}) && plugin_of(scene, row) == "cilium";
}

/// What leaves a pod's node may be masqueraded by that node: no Service promises anything about that.
bool is_own_egress(const advice_scene& scene, const sweep_row& row) {
    return scene.from().kind == vantage_kind::pod && row.path.node != scene.from().node &&
           row.verdict.rewritten_by->node == scene.from().node;
}

bool is_masqueraded_by_node(const advice_scene& scene, const advised_service& service, const sweep_row& row) {
    const bool external_ip = row.path.kind == path_kind::external_ip; // has an explanation of its own
    return promised_by_local(row) && !external_ip && translated(row) &&
           is_rewriter(row, {rewriter_kind::node, rewriter_kind::pod_bridge, rewriter_kind::tunnel}) &&
           !is_own_egress(scene, row) && !is_servicelb_hop(scene, service, row);
}

} // namespace

void look_for_ipvs_local_vip(const advice_scene& scene, advice_findings& found) {
    if (scene.input().proxy_mode != "ipvs" || !scene.is_inside())
        return;
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows) {
            const bool vip = row->path.kind == path_kind::load_balancer || row->path.kind == path_kind::external_ip;
            const bool dead = silent(*row) || row->verdict.seen == seen_outcome::refused;
            if (vip && dead && row->path.policy == traffic_policy::local && row->path.host_name.empty() &&
                row->verdict.promise == promise_outcome::broken && !has_endpoint_on(service, scene.from().node))
                found.about(service.name).add(*row);
        }
}

void look_for_ipvs_source(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows)
            // A service's own cluster IP is how kube-router sends a pod's connection back to itself.
            if (translated(*row) && is_rewriter(*row, {rewriter_kind::cluster_ip}) &&
                row->verdict.rewritten_by->name != service.name &&
                row->verdict.client_address != row->path.target.address)
                found.about(service.name).add(*row);
}

void look_for_plugin_masquerade(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows) {
            if (!is_masqueraded_by_node(scene, service, *row) || is_cilium_host(scene, *row))
                continue;
            const std::string_view plugin = plugin_of(scene, *row);
            if (plugin.empty() || plugin == "flannel")
                found.about(service.name).add(*row);
        }
}

void look_for_cilium_host(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows)
            if (promised_by_local(*row) && translated(*row) && is_cilium_host(scene, *row))
                found.about(service.name).add(*row);
}

void look_for_docker_bridge(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows)
            if (is_rewriter(*row, {rewriter_kind::docker_bridge}))
                found.about("").add(*row);
}

} // namespace srcip::probe
