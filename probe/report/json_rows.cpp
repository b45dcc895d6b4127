#include "probe/report/json_rows.hpp"

#include "probe/health.hpp"
#include "probe/report/words.hpp"

namespace srcip::probe {

namespace {

void write_address(std::string_view name, const std::optional<ip_address>& address, json_writer& out) {
    address ? out.text(name, address->to_string()) : out.null(name);
}

void write_rewriter(const std::optional<rewriter>& by, json_writer& out) {
    out.key("rewritten_by");
    if (!by)
        return out.null();
    out.open_object();
    out.text("kind", to_string(by->kind));
    out.text_or_null("node", by->node);
    out.text("text", by->to_string());
    out.text_or_null("name", by->name);
    out.text_or_null("evidence", by->evidence);
    out.close_object();
}

void write_seen(const verdict& v, json_writer& out) {
    out.key("seen");
    out.open_object();
    out.text("outcome", to_string(v.seen));
    write_address("client_address", v.client_address, out);
    write_rewriter(v.rewritten_by, out);
    out.close_object();
}

void write_promise(const sweep_row& row, json_writer& out) {
    out.key("promise");
    out.open_object();
    out.text("outcome", to_string(row.verdict.promise));
    out.text("expects", to_string(row.path.promise.expects));
    out.text("rule", row.path.promise.rule);
    out.close_object();
}

void write_server(const std::optional<echo_answer>& answer, json_writer& out) {
    out.key("server");
    if (!answer)
        return out.null();
    out.open_object();
    out.text_or_null("hostname", answer->hostname);
    out.text_or_null("pod", answer->pod_name);
    out.text_or_null("node", answer->node_name);
    out.text_or_null("namespace", answer->pod_namespace);
    out.close_object();
}

void write_samples(const std::vector<sample>& samples, json_writer& out) {
    out.key("samples");
    out.open_array();
    for (const sample& one : samples) {
        out.open_object();
        out.text_or_null("server", one.server);
        write_address("client_address", one.client, out);
        out.number("count", one.count);
        out.close_object();
    }
    out.close_array();
}

/// What tells the path from others, and what the API says of it.
void write_path(const path& path, json_writer& out) {
    out.text("id", path.id);
    out.text_or_null("namespace", path.name_space);
    out.text_or_null("service", path.service);
    out.text("kind", to_string(path.kind));
    out.text_or_null("node", path.node);
    out.text("address", path.target.address.to_string());
    out.number("port", path.target.port);
    path.service.empty() ? out.null("policy") : out.text("policy", to_string(path.policy));
}

void write_path_details(const path& path, json_writer& out) {
    out.text_or_null("address_type", path.address_type);
    out.text_or_null("host_name", path.host_name);
    out.text_or_null("port_name", path.port_name);
    out.text("protocol", to_string(path.protocol));
    out.boolean("tls", path.tls);
}

} // namespace

void write_json(const sweep_row& row, json_writer& out) {
    out.open_object();
    write_path(row.path, out);
    write_seen(row.verdict, out);
    out.text_or_null("carried_in", row.verdict.carried_in);
    out.text("same_connection", to_string(row.verdict.same_connection));
    write_promise(row, out);
    out.text("verdict", pass_or_fail(row.verdict.promise));
    out.text_or_null("note", row.verdict.note);
    write_server(row.observation.answer, out);
    write_path_details(row.path, out);
    out.number_or_null("hops", row.verdict.hops);
    out.number("attempts", row.observation.attempts);
    write_samples(row.observation.samples, out);
    out.close_object();
}

void write_json(const health_row& row, json_writer& out) {
    out.open_object();
    out.text("kind", to_string(row.kind));
    out.text_or_null("namespace", row.name_space);
    out.text_or_null("service", row.service);
    out.text_or_null("node", row.node);
    out.text("address", row.target.address.to_string());
    out.number("port", row.target.port);
    out.text("contact", to_string(row.contact));
    out.text_or_null("detail", row.detail);
    row.status == 0 ? out.null("status") : out.number("status", row.status);
    out.number_or_null("expected_status", row.expected_status);
    out.number_or_null("local_endpoints", row.local_endpoints);
    out.text("outcome", to_string(row.outcome));
    out.text("verdict", pass_or_fail(row.outcome));
    out.text_or_null("note", row.note);
    out.text("id", make_health_id(row));
    out.close_object();
}

void write_json(const advice& advice, json_writer& out) {
    out.open_object();
    out.number("number", advice.number);
    out.text("id", advice.id);
    out.text_or_null("subject", advice.subject);
    out.text("cause", advice.cause);
    out.text("fix", advice.fix);
    out.text_or_null("reference", advice.reference);
    out.key("evidence");
    out.open_array();
    for (const std::string& id : advice.evidence)
        out.text(id);
    out.close_array();
    out.number("evidence_total", advice.evidence_total);
    out.boolean("promise_broken", advice.promise_broken);
    out.close_object();
}

} // namespace srcip::probe
