#include "probe/report/changes.hpp"

#include "probe/report/look.hpp"
#include "probe/report/markdown_text.hpp"
#include "probe/report/text_table.hpp"
#include "probe/report/wording.hpp"

#include <srcip/printable.hpp>

#include <algorithm>

namespace srcip::probe {
namespace {

constexpr std::size_t word_width = 9; // of the longest effect and its sign, and a gap

outcome_look look_of(change_effect effect) {
    switch (effect) {
    case change_effect::worse:
        return {"✗", "x", "1;31"};
    case change_effect::unclear:
        return {"?", "?", "33"};
    case change_effect::better:
        return {"↑", "^", "32"};
    case change_effect::other:
        break;
    }
    return {"·", "-", "36"};
}

std::string effect_text(change_effect effect, const table_style& style) {
    const auto look = look_of(effect);
    std::string word(to_string(effect));
    word.resize(std::max(word.size(), word_width - 2), ' ');
    return painted(std::string(style.unicode ? look.sign : look.ascii_sign) + ' ' + word, look.colour, style);
}

/// "preserved, kept"; with what was promised when that is another thing now.
std::string side_text(const sweep_row* row, bool with_promise) {
    if (row == nullptr)
        return "-";
    std::string text = seen_text(row->verdict) + ", ";
    text += to_string(row->verdict.promise);
    if (with_promise)
        text.append("; promised: ").append(to_string(row->path.promise.expects));
    return text;
}

std::string before_text(const path_change& change) {
    return change.before == nullptr ? "no such path" : side_text(change.before, change.expects);
}

std::string after_text(const path_change& change) {
    return change.after == nullptr ? "no such path" : side_text(change.after, change.expects);
}

std::string side_line(std::string_view word, const compared_sweep& side) {
    std::string out(word);
    out += side.name.empty() ? "this sweep" : printable(side.name);
    out += ": from " + printable(side.from.to_string()) + ", " + std::to_string(side.paths);
    return out + (side.paths == 1 ? " path\n" : " paths\n");
}

} // namespace

std::string changes_summary(const baseline_changes& c) {
    const auto count = c.changes.size();
    return std::to_string(count) + (count == 1 ? " change: " : " changes: ") + std::to_string(c.worse) + " worse, " +
           std::to_string(c.unclear) + " unclear, " + std::to_string(c.other) + " other, " + std::to_string(c.better) +
           " better; " + std::to_string(c.unchanged) + (c.unchanged == 1 ? " path" : " paths") + " as before";
}

std::string change_line(const path_change& change, const table_style& style) {
    return effect_text(change.effect, style) + printable(change.row().path.id) + ": " + before_text(change) +
           (style.unicode ? " → " : " -> ") + after_text(change);
}

std::string render_changes_table(const changes_report& report, const table_style& style) {
    std::string out = side_line("before  ", report.before) + side_line("after   ", report.after);
    if (!same_place(report.before.from, report.after.from))
        out += "note: the two stood in different places, so that different things were promised to them\n";
    out += '\n';
    const std::string indent(word_width, ' ');
    for (const auto& change : report.changes.changes) {
        out += effect_text(change.effect, style) + painted(printable(change.row().path.id), bold, style) + '\n';
        out += indent + "before  " + before_text(change) + '\n';
        out += indent + "after   " + after_text(change) + '\n';
    }
    if (!report.changes.changes.empty())
        out += '\n';
    return out + painted(changes_summary(report.changes), bold, style) + '\n';
}

std::string render_changes_markdown(const changes_report& report) {
    std::string out = "### Source addresses: " + markdown_prose(changes_summary(report.changes)) + "\n";
    if (!same_place(report.before.from, report.after.from))
        out += "\nThe two sweeps stood in different places, so that different things were promised to them.\n";
    if (report.changes.changes.empty())
        return out;
    out += "\n| | path | before | after |\n|---|---|---|---|\n";
    for (const auto& change : report.changes.changes)
        out += "| " + std::string(look_of(change.effect).sign) + ' ' + std::string(to_string(change.effect)) + " | " +
               markdown_code(printable(change.row().path.id)) + " | " + markdown_prose(before_text(change)) + " | " +
               markdown_prose(after_text(change)) + " |\n";
    return out;
}

} // namespace srcip::probe
