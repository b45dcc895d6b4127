#include "probe/report/changes.hpp"
#include "probe/report/json_writer.hpp"
#include "probe/report/row_state.hpp"
#include "probe/report/words.hpp"

namespace srcip::probe {
namespace {

void write_compared(std::string_view name, const compared_sweep& side, json_writer& out) {
    out.key(name);
    out.open_object();
    out.text_or_null("file", side.name);
    out.key("vantage");
    out.open_object();
    out.text("kind", to_string(side.from.kind));
    out.text_or_null("node", side.from.node);
    out.text_or_null("pod", side.from.pod);
    out.close_object();
    out.number("paths", side.paths);
    out.close_object();
}

void write_what(const path_change& change, json_writer& out) {
    out.key("what");
    out.open_array();
    if (change.before == nullptr)
        out.text("new");
    if (change.after == nullptr)
        out.text("gone");
    if (change.seen)
        out.text("seen");
    if (change.rewriter)
        out.text("rewritten_by");
    if (change.expects)
        out.text("expects");
    if (change.promise)
        out.text("promise");
    out.close_array();
}

void write_change(const path_change& change, json_writer& out) {
    out.open_object();
    out.text("id", change.row().path.id);
    out.text_or_null("namespace", change.row().path.name_space);
    out.text_or_null("service", change.row().path.service);
    out.text("effect", to_string(change.effect));
    write_what(change, out);
    out.key("before");
    write_row_state(change.before, out);
    out.key("after");
    write_row_state(change.after, out);
    out.close_object();
}

void write_summary(const baseline_changes& changes, json_writer& out) {
    out.key("summary");
    out.open_object();
    out.number("worse", changes.worse);
    out.number("unclear", changes.unclear);
    out.number("other", changes.other);
    out.number("better", changes.better);
    out.number("unchanged", changes.unchanged);
    out.number("exit_code", static_cast<unsigned>(exit_code(changes)));
    out.close_object();
}

} // namespace

std::string render_changes_json(const changes_report& report) {
    std::string text;
    json_writer out(text);
    out.open_object();
    out.text("schema", "srcip.diff/v1");
    out.text("version", report.program_version);
    write_compared("before", report.before, out);
    write_compared("after", report.after, out);
    out.key("changes");
    out.open_array();
    for (const auto& change : report.changes.changes)
        write_change(change, out);
    out.close_array();
    write_summary(report.changes, out);
    out.close_object();
    return text + '\n';
}

} // namespace srcip::probe
