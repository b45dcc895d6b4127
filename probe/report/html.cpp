#include "probe/report/html.hpp"

#include "probe/report/html_parts.hpp"
#include "probe/report/look.hpp"
#include "probe/report/references.hpp"
#include "probe/report/wording.hpp"

#include <utility>

namespace srcip::probe {

namespace {

std::string title_of(const headline& head) {
    return std::string(look_of(head.outcome).sign) + ' ' + head.text + " – sipprobe";
}

void write_head(html_page& page, const headline& head) {
    page.to.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"");
    page.to.text(html_policy);
    page.to.raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    page.to.text(title_of(head)).raw("</title>\n<style>");
    page.out.text() += html_style;
    page.to.raw("</style>\n</head>\n");
}

void write_tally(html_page& page) {
    const sweep_summary s = summarize(page.report.rows);
    const std::pair<promise_outcome, std::size_t> parts[] = {{promise_outcome::broken, s.broken},
                                                             {promise_outcome::inconclusive, s.inconclusive},
                                                             {promise_outcome::kept, s.kept},
                                                             {promise_outcome::better, s.better}};
    page.to.raw("<ul class=\"tally\">\n");
    for (const auto& [outcome, count] : parts) {
        page.to.raw("<li class=\"").raw(outcome_class(outcome)).raw("\"><b>").number(count).raw("</b> ");
        write_outcome(page.to, outcome);
        page.to.raw("</li>\n");
    }
    page.to.raw("</ul>\n");
}

void write_lead(html_page& page, const headline& head) {
    page.to.raw("<header>\n<h1 class=\"").raw(outcome_class(head.outcome)).raw("\"><span aria-hidden=\"true\">");
    page.to.text(look_of(head.outcome).sign).raw("</span> ").text(head.text).raw("</h1>\n<p>Seen ");
    page.to.text(report_title(page.report)).raw(".</p>\n");
    write_tally(page);
    page.to.raw("</header>\n");
}

} // namespace

markup outcome_class(promise_outcome outcome) {
    switch (outcome) {
    case promise_outcome::kept:
        return "kept";
    case promise_outcome::better:
        return "better";
    case promise_outcome::broken:
        return "broken";
    case promise_outcome::inconclusive:
        break;
    }
    return "inconclusive";
}

void write_outcome(html_writer& out, promise_outcome outcome) {
    out.raw("<span aria-hidden=\"true\">").text(look_of(outcome).sign).raw("</span> ").text(to_string(outcome));
}

void write_reference(html_writer& out, std::string_view reference) {
    const std::string address = reference_url(reference);
    if (address.empty()) {
        out.text(reference);
        return;
    }
    out.raw("<a href=\"").text(address).raw("\" rel=\"noreferrer\">").text(reference).raw("</a>");
}

void render_html(const sweep_report& report, text_output& out) {
    const std::vector<service_group> groups = group_by_service(report);
    const headline head = headline_of(report);
    html_page page{report, groups, out};
    write_head(page, head);
    page.to.raw("<body>\n");
    if (!groups.empty())
        page.to.raw("<a class=\"skip\" href=\"#paths\">To the paths</a>\n");
    page.to.raw("<main>\n");
    write_lead(page, head);
    write_html_advice(page);
    write_html_matrix(page);
    write_html_drawings(page);
    write_html_paths(page);
    write_html_health(page);
    write_html_end(page);
    page.to.raw("</main>\n<footer><p>srcip sipprobe ").text(report.program_version);
    page.to.raw(". For programs: <code>sipprobe -o json</code>.</p></footer>\n<script>");
    out.text() += html_script;
    page.to.raw("</script>\n</body>\n</html>\n");
}

std::string render_html(const sweep_report& report) {
    std::string text;
    text_output out([&](std::string_view piece) { text += piece; });
    render_html(report, out);
    out.finish();
    return text;
}

} // namespace srcip::probe
