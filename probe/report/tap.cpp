#include "probe/report/tap.hpp"

#include "probe/health.hpp"
#include "probe/report/advice_index.hpp"
#include "probe/report/json_writer.hpp"
#include "probe/report/labels.hpp"
#include "probe/report/sorted_health.hpp"
#include "probe/report/sorted_rows.hpp"
#include "probe/report/wording.hpp"

namespace srcip::probe {

namespace {

/// In a description a backslash escapes, and an unescaped "#" begins a directive.
void append_escaped(std::string_view text, std::string& out) {
    for (const char c : text) {
        if (c == '\\' || c == '#')
            out += '\\';
        out += c;
    }
}

/// A member of the YAML block; a string of JSON is one of YAML, too.
void append_member(std::string_view name, std::string_view value, std::string& out) {
    out.append("  ").append(name).append(": ");
    append_json_string(value, out);
    out += '\n';
}

void append_point(std::size_t number, promise_outcome outcome, std::string_view label, std::string_view why,
                  std::string& out) {
    out += outcome == promise_outcome::broken ? "not ok " : "ok ";
    out += std::to_string(number) + " - ";
    append_escaped(label, out);
    if (outcome == promise_outcome::inconclusive) {
        out += " # SKIP ";
        append_escaped(why, out);
    }
    out += '\n';
}

void append_advice(std::span<const advice* const> advices, std::string& out) {
    for (const advice* one : advices) {
        const std::string prefix = "advice_" + std::to_string(one->number);
        append_member(prefix + "_cause", shown(one->cause), out);
        append_member(prefix + "_fix", shown(one->fix), out);
    }
}

void append_row(std::size_t number, const sweep_row& row, const advice_index& known, std::string& out) {
    const path& path = row.path;
    const std::string why = reason(row);
    const std::string label = service_label(path.name_space, path.service) + ' ' + path_label(path);
    append_point(number, row.verdict.promise, label, why, out);
    if (row.verdict.promise != promise_outcome::broken)
        return;
    out += "  ---\n";
    append_member("message", why, out);
    append_member("seen", to_string(row.verdict.seen), out);
    append_member("expects", to_string(path.promise.expects), out);
    append_member("rule", shown(path.promise.rule), out);
    append_advice(known.of(path.id), out);
    out += "  ...\n";
}

void append_row(std::size_t number, const health_row& row, const advice_index& known, std::string& out) {
    const std::string why = reason(row);
    const std::string of = row.service.empty() ? "" : service_label(row.name_space, row.service) + ' ';
    append_point(number, row.outcome, of + health_label(row), why, out);
    if (row.outcome != promise_outcome::broken)
        return;
    out += "  ---\n";
    append_member("message", why, out);
    append_advice(known.of(make_health_id(row)), out);
    out += "  ...\n";
}

void append_comment(std::string_view text, std::string& out) { out.append("# ").append(text).append("\n"); }

} // namespace

void render_tap(const sweep_report& report, text_output& out) {
    const std::size_t count = report.rows.size() + report.health.size();
    out.text() += "TAP version 14\n1.." + std::to_string(count);
    out.text() += count == 0 ? " # SKIP there was no path to walk\n" : "\n";
    append_comment(report_title(report), out.text());
    const advice_index known(report.advices);
    std::size_t number = 0;
    for (const sweep_row* row : sorted_rows(report.rows)) {
        append_row(++number, *row, known, out.text());
        out.row_done();
    }
    for (const health_row* row : sorted_health(report.health)) {
        append_row(++number, *row, known, out.text());
        out.row_done();
    }
    for (const std::string& gap : report.facts.gaps)
        append_comment("not known: " + shown(gap), out.text());
    for (const std::string& skipped : report.skipped)
        append_comment("not walked: " + shown(skipped), out.text());
    append_comment(summary_text(report.rows), out.text());
}

} // namespace srcip::probe
