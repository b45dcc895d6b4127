#include "probe/report/matrix.hpp"

#include "probe/report/look.hpp"
#include "probe/report/text_table.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <tuple>

namespace srcip::probe {
namespace {

/// Who put another source on the packets, in two words at most.
std::string short_rewriter(const rewriter& by) {
    const auto with_node = [&](std::string_view what) { return std::string(what) + ' ' + printable(by.node, 40); };
    switch (by.kind) {
    case rewriter_kind::node:
        return with_node("node");
    case rewriter_kind::pod_bridge:
        return with_node("bridge");
    case rewriter_kind::tunnel:
        return with_node("tunnel");
    default:
        return by.kind == rewriter_kind::unknown ? "snat" : std::string(to_string(by.kind));
    }
}

std::string word_of(const verdict& v) {
    if (v.seen == seen_outcome::snat && v.rewritten_by)
        return short_rewriter(*v.rewritten_by);
    return std::string(to_string(v.seen));
}

char letter_of(seen_outcome seen) {
    switch (seen) {
    case seen_outcome::preserved:
        return 'P';
    case seen_outcome::snat:
        return 'S';
    case seen_outcome::proxied:
        return 'X';
    case seen_outcome::timeout:
        return 'T';
    case seen_outcome::refused:
        return 'R';
    default:
        return '!';
    }
}

table_cell cell_of(const sweep_row* row, bool wide, const table_style& style) {
    if (row == nullptr)
        return table_cell(style.unicode ? "·" : ".", "2");
    const auto look = look_of(row->verdict.promise);
    std::string text(style.unicode ? look.sign : look.ascii_sign);
    if (wide)
        text += ' ' + word_of(row->verdict);
    else
        text += letter_of(row->verdict.seen);
    return {std::move(text), look.colour};
}

/// The id without the service, which stands above.
std::string way_text(const path& way) {
    const auto prefix = way.name_space + '/' + way.service + ' ';
    return printable(way.id.starts_with(prefix) ? way.id.substr(prefix.size()) : way.id);
}

std::vector<table_line> lines_of(const merged_matrix& matrix, bool wide, const table_style& style) {
    std::vector<table_line> lines;
    const path* last = nullptr;
    for (const auto& path : matrix.paths) {
        const auto& way = *path.way;
        if (last == nullptr || std::tie(last->name_space, last->service) != std::tie(way.name_space, way.service))
            lines.push_back({table_cell(way.service.empty() ? "addresses named by the user"
                                                            : printable(way.name_space + '/' + way.service),
                                        bold)});
        last = &way;
        table_line line{table_cell("  " + way_text(way))};
        for (const auto* row : path.rows)
            line.push_back(cell_of(row, wide, style));
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string place_line(const matrix_report& report, std::size_t i) {
    const auto& saved = report.reports[i].report;
    std::string out = "  " + std::to_string(i + 1) + "  " + printable(report.matrix.places[i]) + ": ";
    out += std::to_string(saved.rows.size()) + (saved.rows.size() == 1 ? " path" : " paths");
    const int code = exit_code(saved);
    out += code == 0 ? ", all as promised" : code == 1 ? ", a promise broken" : ", inconclusive";
    return out + '\n';
}

} // namespace

std::string render_matrix_table(const matrix_report& report, const table_style& style) {
    std::string out = painted("from", bold, style) + '\n';
    std::vector<std::string> titles{"PATH"};
    for (std::size_t i = 0; i != report.reports.size(); ++i) {
        out += place_line(report, i);
        titles.push_back(std::to_string(i + 1));
    }
    auto lines = lines_of(report.matrix, true, style);
    const bool wide = style.width == 0 || text_table_width(titles, lines) <= style.width;
    if (!wide)
        lines = lines_of(report.matrix, false, style);
    if (!lines.empty())
        out += '\n' + text_table(titles, lines, style);
    if (!wide)
        out += "\nP preserved, S snat, X proxied, T timeout, R refused, ! another failure\n";
    return out;
}

} // namespace srcip::probe
