#include "probe/report/cells.hpp"
#include "probe/report/columns.hpp"
#include "probe/report/sorted_health.hpp"
#include "probe/report/table_parts.hpp"
#include "probe/report/wording.hpp"
#include "probe/summary.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace srcip::probe {

namespace {

constexpr std::size_t sentence_max = 1000; // bytes of a foreign sentence

constexpr column health_columns[] = {{"", cut::end, 1}, {"HEALTH"}, {"NODE", cut::middle},
                                     {"ADDRESS:PORT"},  {"ANSWER"}, {"NOTE"}};
constexpr squeeze health_steps[] = {{5, 24}, {1, 24}, {2, 12}, {5, 0}, {1, 12}, {4, 12}, {2, 0}, {3, 9}};

std::vector<table_cell> health_cells(const health_row& row, const table_page& page) {
    return {{std::string(page.paint.sign(row.outcome)), look_of(row.outcome).colour},
            {health_owner(row), {}},
            {printable(row.node), {}},
            {row.target.to_string(), {}},
            {health_text(row), {}},
            {printable(row.note, sentence_max), faint}};
}

/// What disagrees first, then what is not known, then the rest.
std::vector<const health_row*> shown_health(const sweep_report& report, bool all) {
    std::vector<const health_row*> rows = sorted_health(report.health);
    if (!all)
        std::erase_if(rows, [](const auto* row) { return severity(row->outcome) == severity(promise_outcome::kept); });
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto* a, const auto* b) { return severity(a->outcome) < severity(b->outcome); });
    return rows;
}

/// What shows it: "default/web NodePort n1 10.240.0.11:30080 and 2 more"
std::string evidence_text(const advice& what) {
    if (what.evidence.empty())
        return {};
    const std::size_t more = std::max(what.evidence_total, what.evidence.size()) - 1;
    return "; seen on " + printable(what.evidence.front(), sentence_max) +
           (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

} // namespace

void table_page::line(std::initializer_list<table_cell> parts) {
    std::size_t room = style.width == 0 ? std::string::npos : style.width;
    std::size_t spaces = 0; // held back until something follows
    for (const table_cell& part : parts) {
        const std::string_view text = without_spaces_behind(part.text);
        if (!text.empty() && spaces < room) {
            room -= spaces;
            const std::string shown = fit(text, room, paint.ellipsis());
            out.append(spaces, ' ') += paint.paint(shown, part.colour);
            spaces = 0;
            room -= display_width(shown);
        }
        spaces += part.text.size() - text.size();
    }
    out += '\n';
}

void table_page::sentence(std::string_view text, std::size_t indent) { out += wrapped(text, style.width, indent); }

void write_health(table_page& page, const sweep_report& report) {
    if (report.health.empty())
        return;
    page.out += '\n';
    page.line(health_summary(report.health), bold);
    column_layout layout(health_columns);
    std::vector<std::vector<table_cell>> lines;
    for (const health_row* row : shown_health(report, page.style.wide)) {
        lines.push_back(health_cells(*row, page));
        layout.measure(lines.back());
    }
    layout.settle(page.style.width, health_steps);
    for (const auto& cells : lines)
        layout.write(cells, page.paint, page.out);
}

void write_notes(table_page& page, const std::vector<service_group>& groups) {
    std::vector<std::pair<std::string_view, std::vector<const sweep_row*>>> notes;
    std::map<std::string_view, std::size_t> known;
    for (const service_group& group : groups)
        for (const sweep_row* row : group.rows) {
            if (row->verdict.note.empty())
                continue;
            const auto [at, is_new] = known.try_emplace(row->verdict.note, notes.size());
            if (is_new)
                notes.push_back({row->verdict.note, {}});
            notes[at->second].second.push_back(row);
        }
    if (!notes.empty())
        page.out += '\n';
    for (const auto& [note, rows] : notes) {
        const std::string whose =
            rows.size() == 1 ? printable(rows.front()->path.id, sentence_max) : std::to_string(rows.size()) + " paths";
        page.sentence("note: " + whose + ": " + printable(note, sentence_max));
    }
}

void write_advice(table_page& page, const sweep_report& report) {
    if (report.advices.empty())
        return;
    page.out += '\n';
    page.line("what to do", bold);
    std::size_t number = 0;
    for (const advice& what : report.advices) {
        const std::string subject = what.subject.empty() ? "" : printable(what.subject, sentence_max) + ": ";
        page.sentence(std::to_string(++number) + ". " + subject + printable(what.cause, sentence_max), 3);
        page.sentence((page.style.unicode ? "   → " : "   > ") + printable(what.fix, sentence_max), 5);
        page.sentence(
            "   " + std::string(what.id) + ": " + printable(what.reference, sentence_max) + evidence_text(what), 5);
    }
}

} // namespace srcip::probe
