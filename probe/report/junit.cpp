#include "probe/report/junit.hpp"

#include "probe/health.hpp"
#include "probe/report/advice_index.hpp"
#include "probe/report/by_service.hpp"
#include "probe/report/labels.hpp"
#include "probe/report/sorted_health.hpp"
#include "probe/report/sorted_rows.hpp"
#include "probe/report/wording.hpp"
#include "probe/report/xml_text.hpp"

namespace srcip::probe {

namespace {

/// One <testcase>, in words that still have to be escaped for XML.
struct test_case {
    std::string class_name; ///< readers take what stands before the last dot for a package
    std::string name;
    promise_outcome outcome = promise_outcome::inconclusive;
    std::string_view type; ///< of the failure
    std::string why;
    std::string more; ///< lines that follow the reason
};

std::string dotted(std::string_view name_space, std::string_view service) {
    return service.empty() ? "addresses" : shown(name_space) + '.' + shown(service);
}

std::string advice_lines(std::span<const advice* const> advices) {
    std::string text;
    for (const advice* one : advices)
        text += "\nlikely cause: " + shown(one->cause) + "\nwhat to do: " + shown(one->fix) +
                "\nsee: " + shown(one->reference);
    return text;
}

test_case case_of(const sweep_row& row, const advice_index& known) {
    const path& path = row.path;
    return {dotted(path.name_space, path.service), path_label(path), row.verdict.promise,
            to_string(row.verdict.seen),           reason(row),      advice_lines(known.of(path.id))};
}

test_case case_of(const health_row& row, const advice_index& known) {
    return {row.service.empty() ? "kube-proxy" : dotted(row.name_space, row.service),
            health_label(row),
            row.outcome,
            "health",
            reason(row),
            advice_lines(known.of(make_health_id(row)))};
}

void write(const test_case& one, std::string& out) {
    out += "    <testcase";
    append_attribute("classname", one.class_name, out);
    append_attribute("name", one.name, out);
    if (one.outcome == promise_outcome::kept || one.outcome == promise_outcome::better) {
        out += "/>\n";
        return;
    }
    const bool failed = one.outcome == promise_outcome::broken;
    out += failed ? ">\n      <failure" : ">\n      <skipped";
    if (failed)
        append_attribute("type", one.type, out);
    append_attribute("message", one.why, out);
    if (failed && !one.more.empty()) {
        out += '>';
        append_xml(one.why + one.more, out);
        out += "</failure>\n    </testcase>\n";
    } else {
        out += "/>\n    </testcase>\n";
    }
}

void write_counts(const sweep_summary& s, bool with_skipped, std::string& out) {
    append_attribute("tests", std::to_string(s.paths), out);
    append_attribute("failures", std::to_string(s.broken), out);
    append_attribute("errors", "0", out);
    if (with_skipped)
        append_attribute("skipped", std::to_string(s.inconclusive), out);
}

void open_suite(std::string_view name, const sweep_summary& s, text_output& out) {
    out.text() += "  <testsuite";
    append_attribute("name", name, out.text());
    write_counts(s, true, out.text());
    out.text() += ">\n";
}

void close_suite(text_output& out) {
    out.text() += "  </testsuite>\n";
    out.row_done();
}

void write_service(const service_rows& group, const advice_index& known, text_output& out) {
    open_suite(service_label(group.name_space, group.service), group.summary, out);
    for (const sweep_row* row : group.rows) {
        write(case_of(*row, known), out.text());
        out.row_done();
    }
    close_suite(out);
}

void write_health(std::span<const health_row> health, const advice_index& known, text_output& out) {
    if (health.empty())
        return;
    sweep_summary s;
    for (const health_row& row : health)
        count_outcome(row.outcome, s);
    open_suite("health ports", s, out);
    for (const health_row* row : sorted_health(health)) {
        write(case_of(*row, known), out.text());
        out.row_done();
    }
    close_suite(out);
}

/// What keeps a sweep without a broken promise from being a success.
std::vector<test_case> obstacles(const sweep_report& report) {
    std::vector<test_case> out;
    for (const std::string& gap : report.facts.gaps)
        out.push_back({"cluster", "everything is known", promise_outcome::inconclusive, "", shown(gap), ""});
    if (report.rows.empty())
        out.push_back(
            {"cluster", "there is a path", promise_outcome::inconclusive, "", "there was no path to walk", ""});
    return out;
}

void write_obstacles(const std::vector<test_case>& cases, text_output& out) {
    if (cases.empty())
        return;
    sweep_summary s;
    for (const test_case& one : cases)
        count_outcome(one.outcome, s);
    open_suite("cluster", s, out);
    for (const test_case& one : cases)
        write(one, out.text());
    close_suite(out);
}

} // namespace

void render_junit(const sweep_report& report, text_output& out) {
    const auto sorted = sorted_rows(report.rows);
    const auto unknown = obstacles(report);
    const advice_index known(report.advices);
    sweep_summary all = summarize(report.rows);
    for (const health_row& row : report.health)
        count_outcome(row.outcome, all);
    for (const test_case& one : unknown)
        count_outcome(one.outcome, all);

    out.text() += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites";
    append_attribute("name", "sipprobe " + report_title(report), out.text());
    write_counts(all, false, out.text());
    out.text() += ">\n";
    for (const service_rows& group : by_service(sorted))
        write_service(group, known, out);
    write_health(report.health, known, out);
    write_obstacles(unknown, out);
    out.text() += "</testsuites>\n";
}

} // namespace srcip::probe
