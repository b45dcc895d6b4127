#include "probe/report/json_writer.hpp"
#include "probe/report/matrix.hpp"
#include "probe/report/row_state.hpp"
#include "probe/report/words.hpp"
#include "probe/summary.hpp"

namespace srcip::probe {
namespace {

void write_place(const matrix_report& report, std::size_t i, json_writer& out) {
    const auto& one = report.reports[i];
    const auto counts = summarize(one.report.rows);
    out.open_object();
    out.text("name", report.matrix.places[i]);
    out.text("file", one.file);
    out.text("kind", to_string(one.report.from.kind));
    out.text_or_null("node", one.report.from.node);
    out.text_or_null("pod", one.report.from.pod);
    out.number("paths", counts.paths);
    out.number("kept", counts.kept);
    out.number("better", counts.better);
    out.number("broken", counts.broken);
    out.number("inconclusive", counts.inconclusive);
    out.number("exit_code", static_cast<unsigned>(exit_code(one.report)));
    out.close_object();
}

void write_path(const merged_path& path, json_writer& out) {
    out.open_object();
    out.text("id", path.way->id);
    out.text_or_null("namespace", path.way->name_space);
    out.text_or_null("service", path.way->service);
    out.text("kind", to_string(path.way->kind));
    out.text_or_null("node", path.way->node);
    out.key("cells");
    out.open_array();
    for (const auto* row : path.rows)
        write_row_state(row, out);
    out.close_array();
    out.close_object();
}

} // namespace

std::string render_matrix_json(const matrix_report& report) {
    std::string text;
    json_writer out(text);
    out.open_object();
    out.text("schema", "srcip.merge/v1");
    out.text("version", report.program_version);
    out.key("places");
    out.open_array();
    for (std::size_t i = 0; i != report.reports.size(); ++i)
        write_place(report, i, out);
    out.close_array();
    out.key("paths");
    out.open_array();
    for (const auto& path : report.matrix.paths)
        write_path(path, out);
    out.close_array();
    out.number("exit_code", static_cast<unsigned>(exit_code(report.reports)));
    out.close_object();
    return text + '\n';
}

} // namespace srcip::probe
