#include "probe/advice_looks.hpp"
#include "probe/advice_scene.hpp"
#include "probe/advice_servicelb.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

/// Network Load Balancers keep the client's address for instance targets unless told otherwise, and for IP targets
/// only when told to.
bool preserves(const service_hints& hints) {
    return hints.aws_nlb && hints.preserve_client_ip.value_or(!hints.aws_ip_targets);
}

bool is_silent_balancer(const sweep_row& row) {
    return row.path.kind == path_kind::load_balancer && silent(row) &&
           row.path.promise.expects != expectation::silence && row.path.promise.expects != expectation::refusal;
}

std::string_view pod_part(std::string_view id) {
    return id.substr(id.find('/') == std::string_view::npos ? 0 : id.find('/') + 1);
}

/// servicelb runs pods named svclb-SERVICE-HASH-XXXXX, in kube-system or beside the service.
bool has_servicelb_pods(const advice_scene& scene, const advised_service& service) {
    if (service.facts == nullptr)
        return false;
    const std::string prefix = "svclb-" + service.facts->name + '-';
    const auto& pods = scene.input().facts.pods;
    return std::any_of(pods.begin(), pods.end(), [&](const pod_facts& pod) { return pod.name.starts_with(prefix); });
}

} // namespace

bool is_servicelb_hop(const advice_scene& scene, const advised_service& service, const sweep_row& row) {
    if (row.path.kind != path_kind::load_balancer || !row.verdict.rewritten_by)
        return false;
    if (row.verdict.rewritten_by->kind == rewriter_kind::pod &&
        pod_part(row.verdict.rewritten_by->name).starts_with("svclb-"))
        return true;
    if (!is_rewriter(row,
                     {rewriter_kind::pod, rewriter_kind::pod_bridge, rewriter_kind::tunnel, rewriter_kind::unknown}) ||
        !scene.is_node_address(row.path.target.address))
        return false;
    // Its load balancers' addresses are the nodes' own; 10.42.0.0/16 is where K3s has its pods.
    static const cidr k3s_pods = cidr::parse("10.42.0.0/16").value();
    return has_servicelb_pods(scene, service) || k3s_pods.contains(*row.verdict.client_address);
}

void look_for_servicelb(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows)
            if (promised_by_local(*row) && is_servicelb_hop(scene, service, *row))
                found.about(service.name).add(*row);
}

void look_for_security_group(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows)
            if (!scene.is_inside() && preserves(service.hints()) && is_silent_balancer(*row))
                found.about(service.name).add(*row);
}

void look_for_hairpin(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows)
            if (scene.is_inside() && preserves(service.hints()) && service.hints().internal &&
                is_silent_balancer(*row) && has_endpoint_on(service, scene.from().node))
                found.about(service.name).add(*row);
}

} // namespace srcip::probe
