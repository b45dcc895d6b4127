#include "probe/advice_looks.hpp"
#include "probe/advice_scene.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

bool is_other_nodes_port(const advice_scene& scene, const sweep_row& row) {
    return row.path.kind == path_kind::node_port && row.path.policy == traffic_policy::local &&
           !row.path.node.empty() && row.path.node != scene.from().node;
}

/// Paths that would show our own address if nothing stood before us.
bool shows_us(const sweep_row& row) {
    return answered(row) && (row.path.promise.expects == expectation::preserve || row.path.promise.rule == "no-api");
}

bool is_strangers(const sweep_row& row) {
    return translated(row) && row.verdict.same_connection != same_connection::no &&
           is_rewriter(row, {rewriter_kind::unknown, rewriter_kind::shared_address});
}

} // namespace

void look_for_asymmetric_path(const advice_scene& scene, advice_findings& found) {
    if (scene.from().kind != vantage_kind::pod || scene.from().node.empty())
        return;
    for (const advised_service& service : scene.services()) {
        if (std::none_of(service.rows.begin(), service.rows.end(), [](const sweep_row* r) { return answered(*r); }))
            continue; // nothing says that the service is alive
        for (const sweep_row* row : service.rows)
            if (is_other_nodes_port(scene, *row) && silent(*row) && scene.node_answers(row->path.node) &&
                row->path.promise.expects != expectation::refusal)
                found.about(service.name).add(*row);
    }
}

void look_for_nat_before_us(const advice_scene& scene, advice_findings& found) {
    if (scene.is_inside())
        return;
    advice_finding finding;
    bool direct = false; // a load balancer alone may be what shows its own address
    for (const advised_service& service : scene.services())
        for (const sweep_row* row : service.rows) {
            if (!shows_us(*row))
                continue;
            if (!is_strangers(*row))
                return;
            finding.add(*row);
            direct = direct || row->path.kind != path_kind::load_balancer;
        }
    if (finding.addresses.size() == 1 && finding.evidence.size() > 1 && direct)
        found.about("") = std::move(finding);
}

} // namespace srcip::probe
