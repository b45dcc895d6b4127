#include "probe/report/table.hpp"

#include "probe/report/drawing.hpp"
#include "probe/report/table_parts.hpp"
#include "probe/report/wording.hpp"

#include <srcip/printable.hpp>

#include <span>

namespace srcip::probe {

namespace {

constexpr std::size_t sentence_max = 1000; // bytes

void write_drawing(table_page& page, const sweep_report& report, const std::vector<service_group>& groups) {
    const sweep_row* worst = worst_row(groups);
    if (worst == nullptr)
        return;
    const drawing_style style{page.style.width, page.style.unicode};
    const path_drawing drawing = draw_path(*worst, report);
    page.out += '\n';
    page.line("worst path: " + drawing.title, bold);
    page.out += drawing_text(drawing, style);
    page.sentence(drawing.caption);
}

void write_sentences(table_page& page, std::string_view what, std::span<const std::string> sentences) {
    for (const std::string& sentence : sentences)
        page.sentence(std::string(what) + ": " + printable(sentence, sentence_max));
}

void write_end(table_page& page, const sweep_report& report) {
    if (!report.facts.gaps.empty() || !report.skipped.empty())
        page.out += '\n';
    write_sentences(page, "not known", report.facts.gaps);
    write_sentences(page, "not walked", report.skipped);
    page.out += '\n';
    page.line(summary_text(report.rows), bold);
}

} // namespace

std::string render_table(const sweep_report& report, const table_style& style) {
    const std::vector<service_group> groups = group_by_service(report);
    const headline head = headline_of(report);
    table_page page{style};
    page.sentence(report_title(report));
    page.line(std::string(page.paint.sign(head.outcome)) + ' ' + head.text, look_of(head.outcome).colour);
    if (!groups.empty())
        write_paths(page, groups);
    write_health(page, report);
    write_notes(page, groups);
    write_advice(page, report);
    write_drawing(page, report, groups);
    write_end(page, report);
    return std::move(page.out);
}

} // namespace srcip::probe
