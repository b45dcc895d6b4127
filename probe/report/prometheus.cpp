#include "probe/report/prometheus.hpp"

#include "probe/report/by_service.hpp"
#include "probe/report/exposition.hpp"
#include "probe/report/sorted_health.hpp"
#include "probe/report/sorted_rows.hpp"
#include "probe/report/words.hpp"

#include <array>
#include <utility>

namespace srcip::probe {

namespace {

using sorted = std::span<const sweep_row* const>;

label_set labels_of(const path& path) {
    label_set labels;
    labels.add("namespace", path.name_space)
        .add("service", path.service)
        .add("kind", to_string(path.kind))
        .add("node", path.node)
        .add("address", path.target.address.to_string())
        .add("port", std::to_string(path.target.port))
        .add("protocol", to_string(path.protocol));
    return labels;
}

label_set labels_of(const health_row& row) {
    label_set labels;
    labels.add("namespace", row.name_space)
        .add("service", row.service)
        .add("kind", to_string(row.kind))
        .add("node", row.node)
        .add("address", row.target.address.to_string())
        .add("port", std::to_string(row.target.port));
    return labels;
}

/// Every outcome, also those that nothing came to: what is absent cannot be alerted on.
std::array<std::pair<promise_outcome, std::size_t>, 4> counts(const sweep_summary& s) {
    return {{{promise_outcome::kept, s.kept},
             {promise_outcome::better, s.better},
             {promise_outcome::broken, s.broken},
             {promise_outcome::inconclusive, s.inconclusive}}};
}

void write_whole(const sweep_report& report, exposition& out) {
    out.family("sipprobe_info", "Which program wrote this, and where it stood.");
    out.sample(label_set()
                   .add("version", report.program_version)
                   .add("vantage", report.from.to_string())
                   .add("kubernetes", report.facts.server_version)
                   .add("proxy_mode", report.proxy_mode),
               1);
    out.family("sipprobe_exit_code", "What the program says as its exit status: 0 as promised, 1 broken, 4 unclear.");
    out.sample({}, static_cast<unsigned>(exit_code(report.rows, report.facts.gaps, report.health)));
    out.family("sipprobe_paths", "Ways into services, by what became of their promise.");
    for (const auto& [outcome, count] : counts(summarize(report.rows)))
        out.sample(label_set().add("promise", to_string(outcome)), count);
    out.family("sipprobe_gaps", "What could not be learned of the cluster, in sentences of the report.");
    out.sample({}, report.facts.gaps.size());
    out.family("sipprobe_skipped", "What was not walked, in sentences of the report.");
    out.sample({}, report.skipped.size());
}

void write_services(sorted rows, exposition& out) {
    out.family("sipprobe_service_paths", "Ways into one service, by what became of their promise.");
    for (const service_rows& group : by_service(rows))
        for (const auto& [outcome, count] : counts(group.summary))
            out.sample(label_set()
                           .add("namespace", group.name_space)
                           .add("service", group.service)
                           .add("promise", to_string(outcome)),
                       count);
}

void write_paths(sorted rows, exposition& out) {
    out.family("sipprobe_path_broken", "1 when the path breaks what Kubernetes promises for it.");
    for (const sweep_row* row : rows)
        out.sample(labels_of(row->path), row->verdict.promise == promise_outcome::broken ? 1 : 0);
    out.family("sipprobe_path_inconclusive", "1 when the path could not be judged.");
    for (const sweep_row* row : rows)
        out.sample(labels_of(row->path), row->verdict.promise == promise_outcome::inconclusive ? 1 : 0);
    out.family("sipprobe_path_preserved", "1 when the server saw the address of the client.");
    for (const sweep_row* row : rows)
        out.sample(labels_of(row->path), row->verdict.seen == seen_outcome::preserved ? 1 : 0);
    out.family("sipprobe_path_hops", "Routers before the server, where its SYN tells.");
    for (const sweep_row* row : rows)
        if (row->verdict.hops)
            out.sample(labels_of(row->path), *row->verdict.hops);
}

void write_health(std::span<const health_row> health, exposition& out) {
    const auto rows = sorted_health(health);
    out.family("sipprobe_health_broken", "1 when the health port contradicts where the endpoints are.");
    for (const health_row* row : rows)
        out.sample(labels_of(*row), row->outcome == promise_outcome::broken ? 1 : 0);
    out.family("sipprobe_health_status", "HTTP status of the health port, 0 when none came.");
    for (const health_row* row : rows)
        out.sample(labels_of(*row), row->status);
}

void write_advice(std::span<const advice> advices, exposition& out) {
    out.family("sipprobe_advice", "1 for everything that the report advises.");
    for (const advice& one : advices)
        out.sample(
            label_set().add("number", std::to_string(one.number)).add("name", one.id).add("subject", one.subject), 1);
}

} // namespace

void render_prometheus(const sweep_report& report, text_output& out) {
    exposition page(out);
    const auto rows = sorted_rows(report.rows);
    write_whole(report, page);
    write_services(rows, page);
    write_paths(rows, page);
    write_health(report.health, page);
    write_advice(report.advices, page);
}

} // namespace srcip::probe
