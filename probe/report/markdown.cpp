#include "probe/report/markdown.hpp"

#include "probe/report/by_service.hpp"
#include "probe/report/labels.hpp"
#include "probe/report/markdown_text.hpp"
#include "probe/report/references.hpp"
#include "probe/report/sorted_health.hpp"
#include "probe/report/sorted_rows.hpp"
#include "probe/report/wording.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

constexpr std::string_view path_head = "| Outcome | Path | Seen | Client address | Expected | Rule | Note |\n"
                                       "|---|---|---|---|---|---|---|\n";
constexpr std::string_view health_head = "| Outcome | Service | Health port | Answer |\n|---|---|---|---|\n";

std::string outcome_cell(promise_outcome outcome) {
    switch (outcome) {
    case promise_outcome::kept:
        return "✓ kept";
    case promise_outcome::better:
        return "✓ better";
    case promise_outcome::broken:
        return "**✗ broken**";
    case promise_outcome::inconclusive:
        break;
    }
    return "? inconclusive";
}

/// "| a | b |"
std::string line_of(std::initializer_list<std::string> cells) {
    std::string line = "|";
    for (const std::string& cell : cells)
        line += ' ' + cell + " |";
    return line + '\n';
}

std::string path_line(const sweep_row& row, const std::string& label) {
    const verdict& v = row.verdict;
    return line_of({outcome_cell(v.promise), markdown_code(label), markdown_prose(seen_text(v)),
                    v.client_address ? markdown_code(v.client_address->to_string()) : "–",
                    std::string(to_string(row.path.promise.expects)), markdown_code(shown(row.path.promise.rule)),
                    markdown_prose(shown(v.note))});
}

std::string full_label(const path& path) {
    return service_label(path.name_space, path.service) + ' ' + path_label(path);
}

std::string health_line(const health_row& row) {
    const std::string of = row.service.empty() ? "–" : markdown_code(service_label(row.name_space, row.service));
    return line_of({outcome_cell(row.outcome), of, markdown_code(health_label(row)), markdown_prose(reason(row))});
}

std::string advice_line(const advice& one) {
    std::string text = "- ";
    if (!one.subject.empty())
        text += markdown_code(shown(one.subject)) + ": ";
    text += "**" + markdown_prose(shown(one.cause)) + "** " + markdown_prose(shown(one.fix));
    if (const std::string url = reference_url(one.reference); !url.empty())
        text += " ([" + markdown_prose(shown(one.reference)) + "](" + url + "))";
    else if (!one.reference.empty())
        text += " (" + markdown_prose(shown(one.reference)) + ')';
    return text + '\n';
}

/// Lines up to a limit of bytes; those beyond it are counted.
class markdown_page {
  public:
    markdown_page(text_output& out, std::size_t limit)
        : out_(out)
        , limit_(limit) {}

    void write(std::string_view text) { out_.text() += text; }

    void heading(std::string_view text) { out_.text().append("\n### ").append(text).append("\n\n"); }

    bool is_full() const { return out_.size() >= limit_; }

    void item(const std::string& line) {
        if (is_full()) {
            ++left_out_;
            return;
        }
        out_.text() += line;
        out_.row_done();
    }

    void skip(std::size_t count) { left_out_ += count; }

    void end() {
        if (left_out_ != 0)
            write("\n" + std::to_string(left_out_) + " lines are left out here: there is a limit to the length.\n");
    }

  private:
    text_output& out_;
    std::size_t limit_;
    std::size_t left_out_ = 0;
};

std::string headline(const sweep_report& report) {
    const std::size_t broken = summarize(report.rows).broken;
    const auto ports = std::count_if(report.health.begin(), report.health.end(),
                                     [](const health_row& row) { return row.outcome == promise_outcome::broken; });
    std::string text = report.rows.empty() ? "there was no path to walk"
                       : broken == 0       ? "no promise is broken"
                       : broken == 1       ? "1 promise is broken"
                                           : std::to_string(broken) + " promises are broken";
    if (ports != 0)
        text += ", " + std::to_string(ports) + (ports == 1 ? " health port disagrees" : " health ports disagree");
    return text;
}

void write_top(const sweep_report& report, markdown_page& page) {
    page.write("## sipprobe: " + headline(report) + "\n\n");
    page.write(markdown_prose(report_title(report)) + ".\n\n");
    page.write(markdown_prose(summary_text(report.rows)) + ".\n");
}

void write_broken(std::span<const sweep_row* const> rows, markdown_page& page) {
    bool first = true;
    for (const sweep_row* row : rows)
        if (row->verdict.promise == promise_outcome::broken) {
            if (first) {
                page.heading("Broken promises");
                page.write(path_head);
            }
            first = false;
            page.item(path_line(*row, full_label(row->path)));
        }
}

void write_health(std::span<const health_row> health, markdown_page& page) {
    bool first = true;
    for (const health_row* row : sorted_health(health))
        if (row->outcome != promise_outcome::kept && row->outcome != promise_outcome::better) {
            if (first) {
                page.heading("Health ports that disagree or did not answer");
                page.write(health_head);
            }
            first = false;
            page.item(health_line(*row));
        }
}

void write_advice(std::span<const advice> advices, markdown_page& page) {
    if (advices.empty())
        return;
    page.heading("What to do");
    for (const advice& one : advices)
        page.item(advice_line(one));
}

void write_sentences(std::string_view heading, std::span<const std::string> sentences, markdown_page& page) {
    if (sentences.empty())
        return;
    page.heading(heading);
    for (const std::string& sentence : sentences)
        page.item("- " + markdown_prose(shown(sentence)) + '\n');
}

void write_service(const service_rows& group, markdown_page& page) {
    if (page.is_full())
        return page.skip(group.rows.size());
    const sweep_summary& s = group.summary;
    page.write("\n<details><summary>" + html_code(service_label(group.name_space, group.service)) + ": " +
               std::to_string(s.kept) + " kept, " + std::to_string(s.better) + " better, " + std::to_string(s.broken) +
               " broken, " + std::to_string(s.inconclusive) + " inconclusive</summary>\n\n");
    page.write(path_head);
    for (const sweep_row* row : group.rows)
        page.item(path_line(*row, path_label(row->path)));
    page.write("\n</details>\n");
}

} // namespace

void render_markdown(const sweep_report& report, text_output& out, std::size_t limit) {
    const auto rows = sorted_rows(report.rows);
    markdown_page page(out, limit);
    write_top(report, page);
    write_broken(rows, page);
    write_health(report.health, page);
    write_advice(report.advices, page);
    write_sentences("Not known", report.facts.gaps, page);
    write_sentences("Not walked", report.skipped, page);
    if (!rows.empty())
        page.write("\n### Every path\n");
    for (const service_rows& group : by_service(rows))
        write_service(group, page);
    page.end();
}

} // namespace srcip::probe
