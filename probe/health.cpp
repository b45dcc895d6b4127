#include "probe/health.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace srcip::probe {

namespace {

/// What a service's node ports on one node did, where only an endpoint of that node may answer.
struct node_port_summary {
    bool answered = false;
    bool silent = false;
};

using node_port_key = std::tuple<std::string_view, std::string_view, std::string_view>; // namespace, service, node
using node_ports = std::map<node_port_key, node_port_summary>;

node_ports summarize_node_ports(std::span<const sweep_row> rows) {
    node_ports all;
    for (const sweep_row& row : rows) {
        const bool local =
            row.path.promise.rule == "nodeport-local-endpoint" || row.path.promise.rule == "nodeport-local-no-endpoint";
        if (row.path.kind != path_kind::node_port || row.path.protocol != protocol::tcp || !local)
            continue;
        node_port_summary& summary = all[{row.path.name_space, row.path.service, row.path.node}];
        const contact c = row.observation.contact;
        summary.answered = summary.answered || c == contact::answered || c == contact::not_echo;
        summary.silent = summary.silent || c == contact::timeout || c == contact::refused;
    }
    return all;
}

struct opinion {
    promise_outcome outcome = promise_outcome::inconclusive;
    std::string note{};
};

opinion of_service(const health_target& target, const health_row& row, const node_port_summary& ports) {
    using enum promise_outcome;
    if (row.status != 200 && row.status != 503)
        return {inconclusive, "HTTP status " + std::to_string(row.status) + ", where 200 or 503 is usual"};
    if (!target.expected_status)
        return {inconclusive, "whether an endpoint is on this node is not known"};
    if (row.status == 503 && target.expected_status == 200U)
        return {broken, "503, although the API puts a ready endpoint on this node"};
    if (row.status == 200 && target.expected_status == 503U)
        return {broken, "200, although the API puts no ready endpoint on this node"};
    // It agrees with the API; what the node port did is told, and judged where that path is.
    if (row.status == 200 && ports.silent && !ports.answered)
        return {kept, "200, yet the node port did not answer"};
    return {kept, row.status == 503 && ports.answered ? "503, yet the node port answered" : ""};
}

opinion of_kube_proxy(const health_target& target, const health_row& row, const health_body& body) {
    using enum promise_outcome;
    if (row.status == 200)
        return {kept};
    if (row.status != 503)
        return {inconclusive, "HTTP status " + std::to_string(row.status) + ", where 200 or 503 is usual"};
    if (body.node_eligible == false)
        return {inconclusive, "503: the node is not eligible for load balancers, it may be about to be deleted"};
    if (!target.node_ready)
        return {inconclusive, "503, on a node that is not ready"};
    return {broken, "503: kube-proxy says that it is not healthy"};
}

/// Why nothing can be said about a port that did not answer.
std::string unreached(const health_row& row, const node_port_summary& ports) {
    if (row.contact == contact::not_echo)
        return "no HTTP answer";
    const std::string_view what = row.contact == contact::refused ? "refused" : "no answer";
    return std::string(what) + (ports.answered ? ", although the node port answers: the node's firewall may drop it"
                                               : " from where we stand");
}

health_row judge_one(const health_target& target, const http_reply& reply, const node_port_summary& ports) {
    health_row row;
    row.kind = target.kind;
    row.name_space = target.name_space;
    row.service = target.service;
    row.node = target.node;
    row.target = target.target;
    row.contact = reply.contact;
    row.detail = reply.detail;
    row.expected_status = target.expected_status;
    if (reply.contact != contact::answered) {
        row.note = unreached(row, ports);
        return row;
    }
    const health_body body = read_health_body(reply.body);
    row.status = static_cast<unsigned>(std::max(reply.status, 0));
    row.local_endpoints = body.local_endpoints;
    opinion judged =
        target.kind == health_kind::service ? of_service(target, row, ports) : of_kube_proxy(target, row, body);
    row.outcome = judged.outcome;
    row.note = std::move(judged.note);
    return row;
}

} // namespace

std::string_view to_string(health_kind kind) { return kind == health_kind::kube_proxy ? "kube-proxy" : "service"; }

std::string make_health_id(const health_row& row) {
    const bool of_service = row.kind == health_kind::service;
    return (of_service ? row.name_space + '/' + row.service : std::string("kube-proxy")) + " health " + row.node + ' ' +
           row.target.to_string();
}

std::vector<health_row> judge_health(std::span<const health_target> targets, std::span<const http_reply> replies,
                                     std::span<const sweep_row> rows) {
    const node_ports ports = summarize_node_ports(rows);
    std::vector<health_row> judged;
    judged.reserve(targets.size());
    for (std::size_t i = 0; i != targets.size(); ++i) {
        const auto at = ports.find({targets[i].name_space, targets[i].service, targets[i].node});
        judged.push_back(judge_one(targets[i], replies[i], at == ports.end() ? node_port_summary() : at->second));
    }
    return judged;
}

} // namespace srcip::probe
