#include "probe/report/html_parts.hpp"
#include "probe/report/look.hpp"
#include "probe/report/wording.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <span>

namespace srcip::probe {

namespace {

/// A longer report is one that browsers lay out piece by piece, as it is looked at, and in which services of which
/// everything is as it should be come folded up. (Assistive technology may not know of what is not laid out.)
constexpr std::size_t rows_at_once = 1000;
/// Such a piece: the rows of one table.
constexpr std::size_t rows_per_table = 100;

void write_filters(html_page& page) {
    page.to.raw("<form class=\"filters\" role=\"search\" aria-label=\"Which paths to show\">\n<fieldset>\n"
                "<legend>Show</legend>\n");
    for (const promise_outcome outcome :
         {promise_outcome::broken, promise_outcome::inconclusive, promise_outcome::kept, promise_outcome::better}) {
        page.to.raw("<label class=\"")
            .raw(outcome_class(outcome))
            .raw("\"><input type=\"checkbox\" checked id=\"show-");
        page.to.raw(outcome_class(outcome)).raw("\"> ");
        write_outcome(page.to, outcome);
        page.to.raw("</label>\n");
    }
    page.to.raw("</fieldset>\n<label class=\"find\" hidden>Find <input type=\"search\" id=\"find\" "
                "placeholder=\"node, address, rule …\" autocomplete=\"off\" spellcheck=\"false\"></label>\n"
                "<output id=\"shown\" aria-live=\"polite\"></output>\n</form>\n");
}

/// What else is known of a path, in one cell.
std::string details_of(const sweep_row& row) {
    const verdict& v = row.verdict;
    std::string text;
    const auto add = [&text](const std::string& part) {
        text += part.empty() ? "" : (text.empty() ? "" : "; ") + part;
    };
    add(printable(v.note));
    if (std::string server = server_text(row); !server.empty())
        add("answered by " + server);
    if (v.rewritten_by)
        add(printable(v.rewritten_by->evidence));
    if (v.same_connection != same_connection::unknown)
        add(v.same_connection == same_connection::yes ? "one connection end to end" : "another connection than ours");
    if (v.hops)
        add(std::to_string(*v.hops) + (*v.hops == 1 ? " hop" : " hops"));
    if (row.observation.attempts > 1)
        add(std::to_string(row.observation.attempts) + " tries");
    return text;
}

void write_row(html_writer& to, const sweep_row& row) {
    const promise_outcome outcome = row.verdict.promise;
    const auto cell = [&to](std::string_view text) { to.raw("<td>").text(text).raw("</td>"); };
    to.raw("<tr class=\"").raw(outcome_class(outcome)).raw("\"><td>");
    write_outcome(to, outcome);
    to.raw("</td>");
    cell(to_string(row.path.kind));
    cell(via_text(row.path));
    cell(target_text(row.path));
    cell(seen_text(row.verdict));
    cell(client_text(row));
    to.raw("<td><a href=\"#r-").text(row.path.promise.rule).raw("\">").text(row.path.promise.rule).raw("</a></td>");
    cell(details_of(row));
    to.raw("</tr>\n");
}

void write_table(html_page& page, const std::string& name, std::span<const sweep_row* const> rows) {
    page.to.raw("<div class=\"scroll\"><table class=\"paths\">\n<caption><span class=\"heard\">Paths of ").text(name);
    page.to.raw("</span></caption>\n<thead><tr><th scope=\"col\">Promise</th><th scope=\"col\">Kind</th>"
                "<th scope=\"col\">Via</th><th scope=\"col\">Address:port</th><th scope=\"col\">Seen</th>"
                "<th scope=\"col\">Client address</th><th scope=\"col\">Rule</th><th scope=\"col\">Details</th>"
                "</tr></thead>\n<tbody>\n");
    for (const sweep_row* row : rows) {
        write_row(page.to, *row);
        page.out.row_done();
    }
    page.to.raw("</tbody></table></div>\n");
}

void write_group(html_page& page, std::size_t index, bool folded) {
    const service_group& group = page.groups[index];
    const promise_outcome worst = worst_outcome(group.summary);
    const std::string name = group_name(group);
    page.to.raw("<details class=\"service\" id=\"s").number(index);
    if (folded)
        page.to.raw("\"><summary class=\"");
    else
        page.to.raw("\" open><summary class=\"");
    page.to.raw(outcome_class(worst)).raw("\"><h3>");
    page.to.raw("<span aria-hidden=\"true\">").text(look_of(worst).sign).raw("</span> ").text(name).raw("</h3> <span>");
    page.to.text(tally_text(group.summary)).raw("</span>");
    if (group.facts != nullptr)
        page.to.raw(" <span class=\"quiet\">").text(service_text(*group.facts)).raw("</span>");
    page.to.raw("</summary>\n");
    const std::span<const sweep_row* const> rows(group.rows);
    for (std::size_t at = 0; at < rows.size(); at += rows_per_table)
        write_table(page, name, rows.subspan(at, std::min(rows_per_table, rows.size() - at)));
    page.to.raw("</details>\n");
}

} // namespace

void write_html_paths(html_page& page) {
    if (page.groups.empty())
        return;
    const bool is_long = page.report.rows.size() > rows_at_once;
    page.to.raw(is_long ? markup("<section class=\"long\"") : markup("<section"));
    page.to.raw(" id=\"paths\" aria-labelledby=\"paths-title\">\n<h2 id=\"paths-title\">Every path</h2>\n");
    write_filters(page);
    for (std::size_t i = 0; i != page.groups.size(); ++i) {
        const sweep_summary& s = page.groups[i].summary;
        write_group(page, i, is_long && s.broken == 0 && s.inconclusive == 0);
    }
    page.to.raw("</section>\n");
}

} // namespace srcip::probe
