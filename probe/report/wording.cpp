#include "probe/report/wording.hpp"

#include "probe/summary.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace srcip::probe {

namespace {

std::string_view type_name(service_type type) {
    switch (type) {
    case service_type::cluster_ip:
        return "ClusterIP";
    case service_type::node_port:
        return "NodePort";
    case service_type::load_balancer:
        return "LoadBalancer";
    case service_type::external_name:
        break;
    }
    return "ExternalName";
}

std::string counted(std::size_t count, std::string_view what) {
    return std::to_string(count) + ' ' + std::string(what) + (count == 1 ? "" : "s");
}

/// "n1, n3 (2)"; more nodes than a line can name are counted.
std::string places(const std::map<std::string_view, std::size_t>& per_node) {
    constexpr std::size_t nodes_named = 4;
    if (per_node.size() > nodes_named)
        return counted(per_node.size(), "node");
    std::string text;
    for (const auto& [node, count] : per_node) {
        text += (text.empty() ? "" : ", ") + (node.empty() ? "an unknown node" : printable(node, 64));
        if (count > 1)
            text += " (" + std::to_string(count) + ")";
    }
    return text;
}

std::string own_addresses(const vantage& from) {
    constexpr std::size_t shown = 3;
    std::string text;
    for (std::size_t i = 0; i != std::min(shown, from.addresses.size()); ++i)
        text += (i == 0 ? "" : ", ") + from.addresses[i].to_string();
    if (from.addresses.size() > shown)
        text += " and " + std::to_string(from.addresses.size() - shown) + " more";
    return text;
}

sweep_summary tally_health(std::span<const health_row> rows) {
    sweep_summary s;
    for (const health_row& row : rows)
        count_outcome(row.outcome, s);
    return s;
}

std::string promises_text(const sweep_summary& s) {
    if (s.paths == 0)
        return "no path was walked";
    if (s.broken != 0)
        return s.paths == 1 ? "the promise is broken"
                            : std::to_string(s.broken) + " of " + std::to_string(s.paths) +
                                  (s.broken == 1 ? " promises is broken" : " promises are broken");
    if (s.inconclusive != 0)
        return s.paths == 1
                   ? "the path could not be judged"
                   : std::to_string(s.inconclusive) + " of " + counted(s.paths, "path") + " could not be judged";
    return s.paths == 1 ? "the promise was kept" : "every promise was kept";
}

} // namespace

std::string endpoints_text(const service_facts& service) {
    if (!service.endpoints_known)
        return "endpoints unknown";
    std::map<std::string_view, std::size_t> per_node;
    std::size_t ready = 0;
    for (const endpoint_facts& endpoint : service.endpoints)
        if (endpoint.ready) {
            ++ready;
            ++per_node[endpoint.node_name];
        }
    const std::size_t unready = service.endpoints.size() - ready;
    std::string text = ready == 0   ? "no endpoints"
                       : ready == 1 ? "endpoint on " + places(per_node)
                                    : counted(ready, "endpoint") + " on " + places(per_node);
    if (unready != 0)
        text += ", " + std::to_string(unready) + " not ready";
    return text;
}

std::string report_title(const sweep_report& report) {
    std::string title = "from " + printable(report.from.to_string());
    if (!report.from.addresses.empty())
        title += " (" + own_addresses(report.from) + ")";
    const cluster_facts& facts = report.facts;
    if (!facts.server_version.empty())
        title += ", Kubernetes " + printable(facts.server_version, 64);
    if (!report.proxy_mode.empty())
        title += ", kube-proxy in " + printable(report.proxy_mode, 32) + " mode";
    if (!facts.name_space.empty())
        title += ", namespace " + printable(facts.name_space, 64);
    else if (!facts.services.empty())
        title += ", all namespaces";
    return title;
}

std::string service_text(const service_facts& service) {
    std::string text(type_name(service.type));
    if (service.type != service_type::cluster_ip)
        text += ", " + std::string(to_string(service.external_policy));
    if (service.internal_policy == traffic_policy::local)
        text += ", internally Local";
    return text + ", " + endpoints_text(service);
}

std::string tally_text(const sweep_summary& s) {
    const std::pair<std::size_t, std::string_view> parts[] = {
        {s.broken, "broken"}, {s.inconclusive, "inconclusive"}, {s.kept, "kept"}, {s.better, "better"}};
    std::string text;
    for (const auto& [count, word] : parts)
        if (count != 0)
            text += (text.empty() ? "" : ", ") + std::to_string(count) + ' ' + std::string(word);
    return text;
}

headline headline_of(const sweep_report& report) {
    const sweep_summary s = summarize(report.rows);
    headline head{s.paths == 0 ? promise_outcome::inconclusive : worst_outcome(s), promises_text(s)};
    const std::size_t unhealthy = tally_health(report.health).broken;
    if (unhealthy != 0) {
        head.outcome = promise_outcome::broken;
        head.text += (s.broken != 0 ? ", and " : ", but ") + counted(unhealthy, "health port") +
                     (unhealthy == 1 ? " disagrees" : " disagree");
    }
    return head;
}

std::string health_owner(const health_row& row) {
    if (row.kind == health_kind::kube_proxy)
        return std::string(to_string(row.kind));
    return printable(row.name_space) + '/' + printable(row.service);
}

std::string health_text(const health_row& row) {
    if (row.status == 0) {
        const std::string detail = printable(row.detail, 200);
        return detail.empty() ? "no answer" : detail;
    }
    std::string text = std::to_string(row.status);
    if (row.expected_status && *row.expected_status != row.status)
        text += ", expected " + std::to_string(*row.expected_status);
    if (row.local_endpoints)
        text += ", says " + counted(*row.local_endpoints, "local endpoint");
    return text;
}

std::string health_summary(std::span<const health_row> rows) {
    const sweep_summary s = tally_health(rows);
    const std::size_t agree = s.kept + s.better;
    std::string text = counted(rows.size(), "health port") + ": ";
    if (s.broken != 0)
        text += std::to_string(s.broken) + (s.broken == 1 ? " disagrees, " : " disagree, ");
    if (s.inconclusive != 0)
        text += std::to_string(s.inconclusive) + " not known, ";
    return text + std::to_string(agree) + (agree == 1 ? " agrees" : " agree");
}

std::string summary_text(std::span<const sweep_row> rows) {
    const sweep_summary s = summarize(rows);
    return counted(s.paths, "path") + ": " + std::to_string(s.kept) + " kept, " + std::to_string(s.better) +
           " better, " + std::to_string(s.broken) + " broken, " + std::to_string(s.inconclusive) + " inconclusive";
}

} // namespace srcip::probe
