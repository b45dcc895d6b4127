#include "probe/report/csv.hpp"

#include "probe/health.hpp"
#include "probe/report/labels.hpp"
#include "probe/report/sorted_health.hpp"
#include "probe/report/sorted_rows.hpp"
#include "probe/report/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace srcip::probe {

namespace {

/// In the order of the line of names.
enum class column {
    record,
    verdict,
    outcome,
    name_space,
    service,
    kind,
    node,
    address,
    port,
    protocol,
    tls,
    port_name,
    host_name,
    address_type,
    policy,
    seen,
    client_address,
    rewritten_by,
    rewriter_node,
    rewriter_name,
    evidence,
    carried_in,
    same_connection,
    hops,
    expects,
    rule,
    server,
    attempts,
    status,
    note,
    id,
};

constexpr std::array<std::string_view, 31> columns{
    "record",   "verdict",        "outcome",         "namespace",     "service",
    "kind",     "node",           "address",         "port",          "protocol",
    "tls",      "port_name",      "host_name",       "address_type",  "policy",
    "seen",     "client_address", "rewritten_by",    "rewriter_node", "rewriter_name",
    "evidence", "carried_in",     "same_connection", "hops",          "expects",
    "rule",     "server",         "attempts",        "status",        "note",
    "id"};

/// Whether a spreadsheet would calculate it: by its first character, spaces aside, in the forms that East Asian input
/// methods write as well.
bool is_formula(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    for (const std::string_view start : {"=", "+", "-", "@", "＝", "＋", "－", "＠"})
        if (text.starts_with(start))
            return true;
    return false;
}

/// One line; fields that are never set are empty.
class csv_line {
  public:
    void set(column which, std::string value) { fields_.at(static_cast<std::size_t>(which)) = std::move(value); }

    void append_to(std::string& out) const {
        bool first = true;
        for (const std::string& field : fields_) {
            out += first ? "" : ",";
            append_field(field, out);
            first = false;
        }
        out += "\r\n";
    }

  private:
    static void append_field(const std::string& field, std::string& out) {
        const bool formula = is_formula(field);
        // Some spreadsheets cut at semicolons: in quotes they are text to all of them.
        if (!formula && field.find_first_of(",;\"\t ") == std::string::npos) {
            out += field;
            return;
        }
        out += formula ? "\"'" : "\"";
        for (const char c : field)
            out.append(c == '"' ? 2 : 1, c);
        out += '"';
    }

    std::array<std::string, columns.size()> fields_;
};

std::string word(std::string_view text) { return std::string(text); }

void set_path(const path& path, csv_line& line) {
    line.set(column::id, shown(path.id));
    line.set(column::name_space, shown(path.name_space));
    line.set(column::service, shown(path.service));
    line.set(column::kind, word(to_string(path.kind)));
    line.set(column::node, shown(path.node));
    line.set(column::address, path.target.address.to_string());
    line.set(column::port, std::to_string(path.target.port));
    line.set(column::protocol, word(to_string(path.protocol)));
    line.set(column::tls, path.tls ? "true" : "false");
    line.set(column::port_name, shown(path.port_name));
    line.set(column::host_name, shown(path.host_name));
    line.set(column::address_type, shown(path.address_type));
    line.set(column::policy, path.service.empty() ? "" : word(to_string(path.policy)));
    line.set(column::expects, word(to_string(path.promise.expects)));
    line.set(column::rule, shown(path.promise.rule));
}

void set_verdict(const verdict& v, csv_line& line) {
    line.set(column::verdict, word(pass_or_fail(v.promise)));
    line.set(column::outcome, word(to_string(v.promise)));
    line.set(column::seen, word(to_string(v.seen)));
    line.set(column::client_address, v.client_address ? v.client_address->to_string() : "");
    if (v.rewritten_by) {
        line.set(column::rewritten_by, word(to_string(v.rewritten_by->kind)));
        line.set(column::rewriter_node, shown(v.rewritten_by->node));
        line.set(column::rewriter_name, shown(v.rewritten_by->name));
        line.set(column::evidence, shown(v.rewritten_by->evidence));
    }
    line.set(column::carried_in, shown(v.carried_in));
    line.set(column::same_connection, word(to_string(v.same_connection)));
    line.set(column::hops, v.hops ? std::to_string(*v.hops) : "");
    line.set(column::note, shown(v.note));
}

std::string server_name(const observation& seen) {
    if (!seen.answer)
        return {};
    return shown(seen.answer->pod_name.empty() ? seen.answer->hostname : seen.answer->pod_name);
}

void append_row(const sweep_row& row, std::string& out) {
    csv_line line;
    line.set(column::record, "path");
    set_path(row.path, line);
    set_verdict(row.verdict, line);
    line.set(column::server, server_name(row.observation));
    line.set(column::attempts, std::to_string(row.observation.attempts));
    line.append_to(out);
}

void append_row(const health_row& row, std::string& out) {
    csv_line line;
    line.set(column::record, "health");
    line.set(column::verdict, word(pass_or_fail(row.outcome)));
    line.set(column::outcome, word(to_string(row.outcome)));
    line.set(column::name_space, shown(row.name_space));
    line.set(column::service, shown(row.service));
    line.set(column::kind, word(to_string(row.kind)));
    line.set(column::node, shown(row.node));
    line.set(column::address, row.target.address.to_string());
    line.set(column::port, std::to_string(row.target.port));
    line.set(column::protocol, "tcp");
    line.set(column::seen, word(to_string(row.contact)));
    line.set(column::expects, row.expected_status ? std::to_string(*row.expected_status) : "");
    line.set(column::status, row.status == 0 ? "" : std::to_string(row.status));
    line.set(column::note, shown(row.note.empty() ? row.detail : row.note));
    line.set(column::id, shown(make_health_id(row)));
    line.append_to(out);
}

} // namespace

void render_csv(const sweep_report& report, text_output& out) {
    for (const std::string_view name : columns)
        out.text().append(name == columns.front() ? "" : ",").append(name);
    out.text() += "\r\n";
    for (const sweep_row* row : sorted_rows(report.rows)) {
        append_row(*row, out.text());
        out.row_done();
    }
    for (const health_row* row : sorted_health(report.health)) {
        append_row(*row, out.text());
        out.row_done();
    }
}

} // namespace srcip::probe
