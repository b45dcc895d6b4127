#include "probe/report/html_parts.hpp"
#include "probe/report/look.hpp"
#include "probe/report/sorted_health.hpp"
#include "probe/report/wording.hpp"
#include "probe/rules.hpp"
#include "probe/summary.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <set>
#include <span>

namespace srcip::probe {

namespace {

constexpr std::size_t evidence_shown = 5;
constexpr std::size_t health_unfolded = 50;

void write_evidence(html_writer& to, const advice& what) {
    const std::vector<std::string>& evidence = what.evidence;
    if (evidence.empty())
        return;
    const std::size_t shown = std::min(evidence_shown, evidence.size());
    const std::size_t more = std::max(what.evidence_total, evidence.size()) - shown;
    to.raw("<ul class=\"evidence\">\n");
    for (const std::string& id : std::span(evidence).first(shown))
        to.raw("<li>").code(printable(id, 512)).raw("</li>\n");
    if (more != 0)
        to.raw("<li>and ").number(more).raw(" more</li>\n");
    to.raw("</ul>\n");
}

void write_one(html_writer& to, const advice& what) {
    to.raw("<li><h3>");
    if (!what.subject.empty())
        to.code(what.subject).raw(": ");
    to.text(what.cause).raw("</h3>\n<p>").text(what.fix).raw("</p>\n<p class=\"quiet\">").text(what.id).raw(": ");
    write_reference(to, what.reference);
    to.raw("</p>\n");
    write_evidence(to, what);
    to.raw("</li>\n");
}

void write_health_table(html_page& page, std::span<const health_row* const> rows) {
    page.to.raw("<div class=\"scroll\"><table>\n<caption>Health ports</caption>\n<thead><tr>"
                "<th scope=\"col\">Agrees</th><th scope=\"col\">Whose</th><th scope=\"col\">Node</th>"
                "<th scope=\"col\">Address:port</th><th scope=\"col\">Answer</th><th scope=\"col\">Note</th>"
                "</tr></thead>\n<tbody>\n");
    for (const health_row* row : rows) {
        const auto cell = [&](std::string_view text) { page.to.raw("<td>").text(text).raw("</td>"); };
        page.to.raw("<tr class=\"").raw(outcome_class(row->outcome)).raw("\"><td>");
        write_outcome(page.to, row->outcome);
        page.to.raw("</td>");
        cell(health_owner(*row));
        cell(row->node);
        cell(row->target.to_string());
        cell(health_text(*row));
        cell(row->note);
        page.to.raw("</tr>\n");
        page.out.row_done();
    }
    page.to.raw("</tbody></table></div>\n");
}

void write_rules(html_page& page) {
    std::set<std::string_view> used;
    for (const sweep_row& row : page.report.rows)
        used.insert(row.path.promise.rule);
    if (used.empty())
        return;
    page.to.raw("<section aria-labelledby=\"rules-title\">\n<h2 id=\"rules-title\">What was promised</h2>\n<dl>\n");
    for (const std::string_view id : used) {
        page.to.raw("<dt id=\"r-").text(id).raw("\">").text(id).raw("</dt>\n<dd>");
        if (const promise_rule* rule = find_rule(id); rule != nullptr) {
            page.to.text(rule->text).raw(" <span class=\"quiet\">");
            write_reference(page.to, rule->reference);
            page.to.raw("</span>");
        }
        page.to.raw("</dd>\n");
    }
    page.to.raw("</dl>\n</section>\n");
}

void write_sentences(html_page& page, markup title, std::span<const std::string> sentences) {
    if (sentences.empty())
        return;
    page.to.raw("<section>\n<h2>").raw(title).raw("</h2>\n<ul class=\"plain\">\n");
    for (const std::string& sentence : sentences) {
        page.to.raw("<li>").text(printable(sentence, 1000)).raw("</li>\n");
        page.out.row_done();
    }
    page.to.raw("</ul>\n</section>\n");
}

} // namespace

void write_html_advice(html_page& page) {
    if (page.report.advices.empty())
        return;
    page.to.raw("<section aria-labelledby=\"advice-title\">\n<h2 id=\"advice-title\">What to do</h2>\n"
                "<ol class=\"advice\">\n");
    for (const advice& what : page.report.advices)
        write_one(page.to, what);
    page.to.raw("</ol>\n</section>\n");
}

void write_html_health(html_page& page) {
    if (page.report.health.empty())
        return;
    std::vector<const health_row*> rows = sorted_health(page.report.health);
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto* a, const auto* b) { return severity(a->outcome) < severity(b->outcome); });
    const auto fine = std::find_if(rows.begin(), rows.end(), [](const auto* row) {
        return severity(row->outcome) == severity(promise_outcome::kept);
    });
    const auto shown = rows.size() > health_unfolded ? static_cast<std::size_t>(fine - rows.begin()) : rows.size();
    page.to.raw("<section aria-labelledby=\"health-title\">\n<h2 id=\"health-title\">");
    page.to.text(health_summary(page.report.health)).raw("</h2>\n");
    if (shown != 0)
        write_health_table(page, std::span(rows).first(shown));
    if (shown != rows.size()) {
        page.to.raw("<details><summary>").number(rows.size() - shown).raw(" that agree</summary>\n");
        write_health_table(page, std::span(rows).subspan(shown));
        page.to.raw("</details>\n");
    }
    page.to.raw("</section>\n");
}

void write_html_end(html_page& page) {
    write_rules(page);
    write_sentences(page, "Not known", page.report.facts.gaps);
    write_sentences(page, "Not walked", page.report.skipped);
}

} // namespace srcip::probe
