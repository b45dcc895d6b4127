#include "probe/report/drawing.hpp"

#include "probe/report/wording.hpp"

#include <srcip/printable.hpp>

namespace srcip::probe {

namespace {

constexpr std::size_t name_max = 48; // bytes of a name in a box

std::string own_address(const sweep_row& row, const vantage& from) {
    if (row.observation.local)
        return row.observation.local->address.to_string();
    for (const ip_address& address : from.addresses)
        if (address.is_v4() == row.path.target.address.is_v4())
            return address.to_string();
    return {};
}

std::string from(const std::string& address) { return address.empty() ? address : "from " + address; }

drawing_stop client_stop(const sweep_row& row, const vantage& from) {
    drawing_stop stop{"client", {printable(from.to_string(), name_max)}, false};
    if (std::string address = own_address(row, from); !address.empty())
        stop.lines.push_back(std::move(address));
    return stop;
}

std::string entry_title(const path& path) {
    switch (path.kind) {
    case path_kind::node_port:
        return path.node.empty() ? "node port" : "node " + printable(path.node, name_max);
    case path_kind::load_balancer:
        return "load balancer";
    case path_kind::cluster_ip:
        return "cluster IP";
    case path_kind::external_ip:
        break;
    }
    return "external IP";
}

drawing_stop entry_stop(const path& path) {
    drawing_stop stop{entry_title(path), {target_text(path)}, false};
    if (!path.host_name.empty())
        stop.lines.push_back(printable(path.host_name, name_max));
    return stop;
}

/// Whether the packets were rewritten where they entered, and not on a later stop.
bool is_entry(const rewriter& by, const path& path) {
    switch (by.kind) {
    case rewriter_kind::node:
    case rewriter_kind::pod_bridge:
    case rewriter_kind::tunnel:
        return path.kind == path_kind::node_port && by.node == path.node;
    case rewriter_kind::load_balancer:
        return path.kind == path_kind::load_balancer;
    case rewriter_kind::pod:
    case rewriter_kind::cluster_ip:
    case rewriter_kind::docker_bridge:
    case rewriter_kind::shared_address:
    case rewriter_kind::unknown:
        break;
    }
    return false;
}

std::string how_rewritten(const verdict& v) {
    return v.seen == seen_outcome::proxied ? "ends the connection, opens another" : "rewrites the source";
}

void add_rewriter(const sweep_row& row, path_drawing& drawing) {
    const rewriter by = row.verdict.rewritten_by.value_or(rewriter{});
    if (!is_entry(by, row.path)) {
        const std::string name = by.kind == rewriter_kind::unknown ? "somebody unknown" : by.to_string();
        drawing.stops.push_back({printable(name, name_max), {}, false});
        drawing.legs.push_back({drawing.legs.front().label, drawing_leg::state::passes});
    } else if (by.kind != rewriter_kind::node && by.kind != rewriter_kind::load_balancer) {
        drawing.stops.back().lines.push_back("as its " +
                                             std::string(by.kind == rewriter_kind::tunnel ? "tunnel" : "pod bridge"));
    }
    drawing.stops.back().rewrites = true;
    drawing.stops.back().lines.push_back(how_rewritten(row.verdict));
}

drawing_stop answering_endpoint(const sweep_row& row) {
    drawing_stop stop{"endpoint", {}, false};
    if (std::string server = server_text(row); !server.empty())
        stop.lines.push_back(printable(server, name_max));
    if (row.observation.answer && !row.observation.answer->node_name.empty())
        stop.lines.push_back("on " + printable(row.observation.answer->node_name, name_max));
    return stop;
}

drawing_stop silent_endpoint(const service_facts* service) {
    return {service == nullptr ? "endpoint" : endpoints_text(*service), {}, false};
}

const service_facts* facts_of(const path& path, const cluster_facts& facts) {
    for (const service_facts& service : facts.services)
        if (service.name_space == path.name_space && service.name == path.service)
            return &service;
    return nullptr;
}

bool was_connected(seen_outcome seen) {
    switch (seen) {
    case seen_outcome::timeout:
    case seen_outcome::refused:
    case seen_outcome::error:
        return false;
    case seen_outcome::preserved:
    case seen_outcome::snat:
    case seen_outcome::proxied:
    case seen_outcome::reset:
    case seen_outcome::hang:
    case seen_outcome::not_echo:
        break;
    }
    return true;
}

} // namespace

path_drawing draw_path(const sweep_row& row, const sweep_report& report) {
    using enum drawing_leg::state;
    const verdict& v = row.verdict;
    path_drawing drawing{printable(row.path.id, 512), {client_stop(row, report.from)}, {}, promise_text(row)};
    drawing.legs.push_back({from(own_address(row, report.from)), was_connected(v.seen) ? passes : unknown});
    drawing.stops.push_back(entry_stop(row.path));
    const bool changed = v.seen == seen_outcome::snat || v.seen == seen_outcome::proxied;
    if (changed)
        add_rewriter(row, drawing);
    if (changed || v.seen == seen_outcome::preserved) {
        drawing.legs.push_back(
            {from(v.client_address ? v.client_address->to_string() : ""), changed ? rewritten : passes});
        drawing.stops.push_back(answering_endpoint(row));
    } else {
        drawing.legs.push_back({std::string(to_string(v.seen)), lost});
        drawing.stops.push_back(silent_endpoint(facts_of(row.path, report.facts)));
    }
    return drawing;
}

const sweep_row* worst_row(const std::vector<service_group>& groups) {
    const sweep_row* worst = nullptr;
    for (const service_group& group : groups)
        for (const sweep_row* row : group.rows) {
            if (row->verdict.promise == promise_outcome::broken)
                return row;
            const bool unclear = row->verdict.promise == promise_outcome::inconclusive;
            if (worst == nullptr && unclear && row->path.promise.expects != expectation::nothing)
                worst = row;
        }
    return worst;
}

} // namespace srcip::probe
