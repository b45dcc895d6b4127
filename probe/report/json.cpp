#include "probe/report/json.hpp"

#include "probe/report/by_service.hpp"
#include "probe/report/json_rows.hpp"
#include "probe/report/sorted_health.hpp"
#include "probe/report/sorted_rows.hpp"
#include "probe/report/words.hpp"
#include "probe/summary.hpp"

namespace srcip::probe {

namespace {

void write_vantage(const vantage& from, json_writer& out) {
    out.key("vantage");
    out.open_object();
    out.text("kind", to_string(from.kind));
    out.text_or_null("node", from.node);
    out.text_or_null("pod", from.pod);
    out.key("addresses");
    out.open_array();
    for (const ip_address& address : from.addresses)
        out.text(address.to_string());
    out.close_array();
    out.close_object();
}

void write_cluster(const sweep_report& report, json_writer& out) {
    out.key("cluster");
    out.open_object();
    out.text_or_null("server_version", report.facts.server_version);
    out.text_or_null("namespace", report.facts.name_space);
    out.text_or_null("proxy_mode", report.proxy_mode);
    out.close_object();
}

void write_counts(const sweep_summary& s, json_writer& out) {
    out.number("paths", s.paths);
    out.number("kept", s.kept);
    out.number("better", s.better);
    out.number("broken", s.broken);
    out.number("inconclusive", s.inconclusive);
}

void write_health_counts(std::span<const health_row> rows, json_writer& out) {
    sweep_summary s;
    for (const health_row& row : rows)
        count_outcome(row.outcome, s);
    out.key("health");
    out.open_object();
    out.number("ports", s.paths);
    out.number("kept", s.kept + s.better);
    out.number("broken", s.broken);
    out.number("inconclusive", s.inconclusive);
    out.close_object();
}

void write_summary(const sweep_report& report, json_writer& out) {
    out.key("summary");
    out.open_object();
    write_counts(summarize(report.rows), out);
    out.number("exit_code", static_cast<unsigned>(exit_code(report.rows, report.facts.gaps, report.health)));
    write_health_counts(report.health, out);
    out.close_object();
}

void write_services(std::span<const sweep_row* const> sorted, json_writer& out) {
    out.key("services");
    out.open_array();
    for (const service_rows& group : by_service(sorted)) {
        out.open_object();
        out.text_or_null("namespace", group.name_space);
        out.text_or_null("service", group.service);
        write_counts(group.summary, out);
        out.text("verdict", pass_or_fail(worst_outcome(group.summary)));
        out.close_object();
    }
    out.close_array();
}

void write_sentences(std::string_view name, std::span<const std::string> texts, json_writer& out) {
    out.key(name);
    out.open_array();
    for (const std::string& text : texts)
        out.text(text);
    out.close_array();
}

/// The elements of a list, handed over one by one.
template <class Elements>
void write_list(std::string_view name, const Elements& elements, json_writer& writer, text_output& out) {
    writer.key(name);
    writer.open_array();
    for (const auto* element : elements) {
        write_json(*element, writer);
        out.row_done();
    }
    writer.close_array();
}

} // namespace

void render_json(const sweep_report& report, text_output& out) {
    const auto sorted = sorted_rows(report.rows);
    std::vector<const advice*> advices;
    for (const advice& one : report.advices)
        advices.push_back(&one);

    json_writer writer(out.text());
    writer.open_object();
    writer.text("schema", "srcip.sweep/v1");
    writer.text("version", report.program_version);
    write_vantage(report.from, writer);
    write_cluster(report, writer);
    write_list("rows", sorted, writer, out);
    write_summary(report, writer);
    write_sentences("gaps", report.facts.gaps, writer);
    write_sentences("skipped", report.skipped, writer);
    write_services(sorted, writer);
    write_list("health", sorted_health(report.health), writer, out);
    write_list("advice", advices, writer, out);
    writer.close_object();
    out.text() += '\n';
}

std::string render_json(const sweep_report& report) {
    std::string text;
    text_output out([&](std::string_view piece) { text += piece; });
    render_json(report, out);
    out.finish();
    return text;
}

} // namespace srcip::probe
