#include "probe/advice_looks.hpp"
#include "probe/advice_scene.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

bool is_balanced(const sweep_row& row) { return row.path.kind == path_kind::load_balancer; }

/// What a server makes of the first bytes when they are a PROXY header that it does not expect, or lack one that it
/// does.
bool is_bad_request(const sweep_row& row) {
    return row.observation.contact == contact::not_echo && row.observation.detail.starts_with("HTTP status 400");
}

bool breaks_off(const sweep_row& row) {
    return is_bad_request(row) || row.verdict.seen == seen_outcome::reset || row.verdict.seen == seen_outcome::hang;
}

/// From inside the cluster kube-proxy answers for the load balancer's address itself, unless ipMode is Proxy or the
/// load balancer is known by a name.
bool is_short_circuit(const advice_scene& scene, const advised_service& service, const sweep_row& row) {
    if (!scene.is_inside() || !is_balanced(row) || !row.path.host_name.empty() || service.facts == nullptr)
        return false;
    const auto& ingress = service.facts->ingress;
    return std::any_of(ingress.begin(), ingress.end(), [&](const load_balancer_ingress& i) {
        return i.ip == row.path.target.address && !i.ip_mode_proxy;
    });
}

/// What the other ways into the same service show.
struct comparison {
    bool balanced_answers = false;
    bool direct_answers = false;
    bool header_arrives = false; ///< a server said that a PROXY header came with our request

    explicit comparison(const advised_service& service) {
        for (const sweep_row* row : service.rows) {
            if (!answered(*row))
                continue;
            (is_balanced(*row) ? balanced_answers : direct_answers) = true;
            header_arrives = header_arrives || (row->observation.answer && row->observation.answer->proxy_source);
        }
    }
};

bool is_one_sided(const advised_service& service, const sweep_row& row, const comparison& others) {
    if (breaks_off(row) && service.hints().proxy_protocol)
        return true;
    if (is_balanced(row))
        return is_bad_request(row) && others.direct_answers;
    return (is_bad_request(row) && others.balanced_answers) || (breaks_off(row) && others.header_arrives);
}

/// No address of the cluster's pods: something in front of it.
bool comes_from_in_front(const sweep_row& row) {
    return is_rewriter(row, {rewriter_kind::load_balancer, rewriter_kind::shared_address, rewriter_kind::unknown});
}

/// A proxy in front of a node port under Cluster is masqueraded once more, so a node may be seen, too.
bool is_lost_behind_proxy(const sweep_row& row) {
    return row.verdict.seen == seen_outcome::proxied && row.verdict.carried_in.empty() &&
           (comes_from_in_front(row) ||
            is_rewriter(row, {rewriter_kind::node, rewriter_kind::pod_bridge, rewriter_kind::tunnel}));
}

/// Without our own echo server nobody can tell a proxy from NAT; the service's annotations can.
bool is_lost_behind_nlb(const advised_service& service, const sweep_row& row) {
    return row.verdict.seen == seen_outcome::snat && row.verdict.same_connection == same_connection::unknown &&
           (is_rewriter(row, {rewriter_kind::load_balancer}) ||
            (service.hints().aws_ip_targets && service.hints().preserve_client_ip != true && comes_from_in_front(row)));
}

} // namespace

void look_for_short_circuit(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows)
            if (service.hints().proxy_protocol && breaks_off(*row) && is_short_circuit(scene, service, *row))
                found.about(service.name).add(*row);
}

void look_for_silent_proxy(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows)
            if (is_balanced(*row) && (is_lost_behind_proxy(*row) || is_lost_behind_nlb(service, *row)))
                found.about(service.name).add(*row);
}

void look_for_one_sided_proxy_header(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services()) {
        const comparison others(service);
        for (const sweep_row* row : service.rows)
            if (is_one_sided(service, *row, others) && !is_short_circuit(scene, service, *row))
                found.about(service.name).add(*row);
    }
}

void look_for_unbelieved_field(const advice_scene& scene, advice_findings& found) {
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows)
            if (row->verdict.seen == seen_outcome::proxied && !row->verdict.carried_in.empty() &&
                row->verdict.rewritten_by)
                found.about(service.name).add(*row);
}

} // namespace srcip::probe
