#include "probe/report/json.hpp"

#include "probe/report/pretty_json.hpp"
#include "probe/report/sorted_rows.hpp"
#include "probe/summary.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace srcip::probe {

namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

/// What is not known is null, never an empty string.
json::value text_or_null(std::string_view text) { return text.empty() ? json::value() : json::value(view(text)); }

json::value address_or_null(const std::optional<ip_address>& address) {
    return address ? json::value(view(address->to_string())) : json::value();
}

std::string_view kind_name(vantage_kind kind) {
    switch (kind) {
    case vantage_kind::outside:
        return "outside";
    case vantage_kind::node:
        return "node";
    case vantage_kind::pod:
        break;
    }
    return "pod";
}

std::string_view verdict_word(promise_outcome outcome) {
    switch (outcome) {
    case promise_outcome::kept:
    case promise_outcome::better:
        return "pass";
    case promise_outcome::broken:
        return "fail";
    case promise_outcome::inconclusive:
        break;
    }
    return "inconclusive";
}

json::object vantage_object(const vantage& from) {
    json::array addresses;
    for (const ip_address& address : from.addresses)
        addresses.emplace_back(view(address.to_string()));
    json::object object;
    object["kind"] = view(kind_name(from.kind));
    object["node"] = text_or_null(from.node);
    object["pod"] = text_or_null(from.pod);
    object["addresses"] = std::move(addresses);
    return object;
}

json::object cluster_object(const cluster_facts& facts) {
    json::object object;
    object["server_version"] = text_or_null(facts.server_version);
    object["namespace"] = text_or_null(facts.name_space);
    return object;
}

json::value rewriter_value(const std::optional<rewriter>& by) {
    if (!by)
        return nullptr;
    json::object object;
    object["kind"] = view(to_string(by->kind));
    object["node"] = text_or_null(by->node);
    object["text"] = view(by->to_string());
    return object;
}

json::object seen_object(const verdict& v) {
    json::object object;
    object["outcome"] = view(to_string(v.seen));
    object["client_address"] = address_or_null(v.client_address);
    object["rewritten_by"] = rewriter_value(v.rewritten_by);
    return object;
}

json::object promise_object(const sweep_row& row) {
    json::object object;
    object["outcome"] = view(to_string(row.verdict.promise));
    object["expects"] = view(to_string(row.path.promise.expects));
    object["rule"] = view(row.path.promise.rule);
    return object;
}

json::value server_value(const std::optional<echo_answer>& answer) {
    if (!answer)
        return nullptr;
    json::object object;
    object["hostname"] = text_or_null(answer->hostname);
    object["pod"] = text_or_null(answer->pod_name);
    object["node"] = text_or_null(answer->node_name);
    return object;
}

json::object row_object(const sweep_row& row) {
    const path& path = row.path;
    json::object object;
    object["id"] = view(path.id);
    object["namespace"] = text_or_null(path.name_space);
    object["service"] = text_or_null(path.service);
    object["kind"] = view(to_string(path.kind));
    object["node"] = text_or_null(path.node);
    object["address"] = view(path.target.address.to_string());
    object["port"] = path.target.port;
    object["policy"] = path.service.empty() ? json::value() : json::value(view(to_string(path.policy)));
    object["seen"] = seen_object(row.verdict);
    object["carried_in"] = text_or_null(row.verdict.carried_in);
    object["same_connection"] = view(to_string(row.verdict.same_connection));
    object["promise"] = promise_object(row);
    object["verdict"] = view(verdict_word(row.verdict.promise));
    object["note"] = text_or_null(row.verdict.note);
    object["server"] = server_value(row.observation.answer);
    return object;
}

json::object summary_object(std::span<const sweep_row> rows, std::span<const std::string> gaps) {
    const sweep_summary s = summarize(rows);
    json::object object;
    object["paths"] = s.paths;
    object["kept"] = s.kept;
    object["better"] = s.better;
    object["broken"] = s.broken;
    object["inconclusive"] = s.inconclusive;
    object["exit_code"] = exit_code(rows, gaps);
    return object;
}

json::array sentences(std::span<const std::string> texts) {
    json::array array;
    for (const std::string& text : texts)
        array.emplace_back(view(text));
    return array;
}

} // namespace

std::string render_json(const sweep_report& report) {
    json::array rows;
    rows.reserve(report.rows.size());
    for (const sweep_row* row : sorted_rows(report.rows))
        rows.push_back(row_object(*row));
    json::object object;
    object["schema"] = "srcip.sweep/v1";
    object["version"] = view(report.program_version);
    object["vantage"] = vantage_object(report.from);
    object["cluster"] = cluster_object(report.facts);
    object["rows"] = std::move(rows);
    object["summary"] = summary_object(report.rows, report.facts.gaps);
    object["gaps"] = sentences(report.facts.gaps);
    object["skipped"] = sentences(report.skipped);
    return pretty_json(object);
}

} // namespace srcip::probe
