#include "probe/report/table.hpp"

#include "probe/report/cells.hpp"
#include "probe/report/sorted_rows.hpp"
#include "probe/report/wording.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace srcip::probe {

namespace {

constexpr std::size_t column_count = 7;
enum column : std::size_t { kind, node, target, seen, client, promised, rule };
using cells = std::array<std::string, column_count>;
using widths = std::array<std::size_t, column_count>;

constexpr std::array<std::string_view, column_count> titles{"KIND",           "NODE",    "ADDRESS:PORT", "SEEN",
                                                            "CLIENT ADDRESS", "PROMISE", "RULE"};
constexpr std::size_t indent = 2;
constexpr std::size_t gap = 2;

// SGR, ECMA-48 section 8.3.117
constexpr std::string_view bold = "1";
constexpr std::string_view faint = "2";
constexpr std::string_view red = "1;31";
constexpr std::string_view green = "32";
constexpr std::string_view yellow = "33";
constexpr std::string_view cyan = "36";

struct outcome_look {
    std::string_view sign;
    std::string_view ascii_sign;
    std::string_view colour;
};

outcome_look look_of(promise_outcome outcome) {
    switch (outcome) {
    case promise_outcome::kept:
        return {"✓", "+", green};
    case promise_outcome::better:
        return {"↑", "^", cyan};
    case promise_outcome::broken:
        return {"✗", "x", red};
    case promise_outcome::inconclusive:
        break;
    }
    return {"?", "?", yellow};
}

/// The rows of one table: measured first, then written.
class table {
  public:
    table(const sweep_report& report, const table_style& style)
        : report_(report)
        , style_(style)
        , rows_(sorted_rows(report.rows)) {}

    std::string render() {
        write_line(report_title(report_), bold);
        if (!rows_.empty())
            write_rows();
        out_ += '\n';
        write_line(summary_text(report_.rows), bold);
        write_notes();
        for (const std::string& sentence : report_.facts.gaps)
            out_ += "not known: " + printable(sentence, sentence_max) + '\n';
        for (const std::string& sentence : report_.skipped)
            out_ += "not walked: " + printable(sentence, sentence_max) + '\n';
        return std::move(out_);
    }

  private:
    static constexpr std::size_t sentence_max = 1000; // bytes

    cells cells_of(const sweep_row& row) const {
        const path& path = row.path;
        const verdict& v = row.verdict;
        const outcome_look look = look_of(v.promise);
        cells c;
        c[kind] = to_string(path.kind);
        c[node] = path.node.empty() ? "-" : printable(path.node);
        c[target] = path.target.to_string();
        c[seen] = seen_text(v);
        c[client] = v.client_address ? v.client_address->to_string() : "-";
        c[promised] = std::string(style_.unicode ? look.sign : look.ascii_sign) + ' ';
        c[promised] += to_string(v.promise);
        c[rule] = path.promise.rule;
        return c;
    }

    void measure(const std::vector<cells>& lines) {
        for (std::size_t i = 0; i != column_count; ++i) {
            widths_[i] = display_width(titles[i]);
            for (const cells& line : lines)
                widths_[i] = std::max(widths_[i], display_width(line[i]));
        }
        if (style_.width != 0)
            shrink();
    }

    /// Takes what is too much from the columns that can best do without it; the promise is never touched.
    void shrink() {
        constexpr std::pair<column, std::size_t> order[] = {{rule, 12}, {node, 12}, {seen, 16},  {client, 15},
                                                            {kind, 6},  {rule, 4},  {client, 9}, {node, 4},
                                                            {seen, 9},  {target, 9}};
        std::size_t total = indent + gap * (column_count - 1);
        for (const std::size_t width : widths_)
            total += width;
        for (const auto& [which, least] : order) {
            if (total <= style_.width)
                return;
            const std::size_t spare = widths_[which] > least ? widths_[which] - least : 0;
            const std::size_t taken = std::min(spare, total - style_.width);
            widths_[which] -= taken;
            total -= taken;
        }
    }

    void write_rows() {
        std::vector<cells> lines;
        lines.reserve(rows_.size());
        for (const sweep_row* row : rows_)
            lines.push_back(cells_of(*row));
        measure(lines);
        out_ += '\n';
        cells head;
        std::copy(titles.begin(), titles.end(), head.begin());
        write_cells(head, faint, faint);
        for (std::size_t i = 0; i != rows_.size(); ++i) {
            if (i == 0 || !same_service(rows_[i - 1]->path, rows_[i]->path))
                write_group(rows_[i]->path);
            write_cells(lines[i], {}, look_of(rows_[i]->verdict.promise).colour);
        }
    }

    static bool same_service(const path& a, const path& b) {
        return a.name_space == b.name_space && a.service == b.service;
    }

    const service_facts* facts_of(const path& path) const {
        const auto& services = report_.facts.services; // sorted by namespace, then name
        const auto at =
            std::lower_bound(services.begin(), services.end(), path, [](const service_facts& s, const probe::path& p) {
                return std::tie(s.name_space, s.name) < std::tie(p.name_space, p.service);
            });
        return at != services.end() && at->name_space == path.name_space && at->name == path.service ? &*at : nullptr;
    }

    void write_group(const path& path) {
        out_ += '\n';
        if (path.service.empty()) {
            write_line("addresses named by the user", bold);
            return;
        }
        const std::string name = printable(path.name_space) + '/' + printable(path.service);
        const service_facts* service = facts_of(path);
        const std::string details = service == nullptr ? "" : "  " + service_text(*service);
        const std::size_t room = style_.width == 0 ? std::string::npos : style_.width;
        const std::string shown = fit(name, room, ellipsis());
        out_ += painted(shown, bold);
        out_ +=
            painted(fit(details, room == std::string::npos ? room : room - display_width(shown), ellipsis()), faint);
        out_ += '\n';
    }

    /// Padding is written only before a cell that follows, and never inside a colour.
    void write_cells(const cells& line, std::string_view colour, std::string_view promise_colour) {
        std::size_t padding = indent;
        std::size_t used = 0;
        for (std::size_t i = 0; i != column_count; ++i) {
            std::size_t width = widths_[i];
            if (style_.width != 0) {
                if (used + padding >= style_.width)
                    break;
                width = std::min(width, style_.width - used - padding);
            }
            // A rule's id begins with what KIND and the service's line say already.
            const std::string shown = (i == rule ? fit_end : fit)(line[i], width, ellipsis());
            out_.append(padding, ' ');
            out_ += painted(shown, i == promised ? promise_colour : i == rule ? faint : colour);
            used += padding + display_width(shown);
            padding = widths_[i] - std::min(widths_[i], display_width(shown)) + gap;
        }
        out_ += '\n';
    }

    void write_line(const std::string& text, std::string_view colour) {
        out_ += painted(style_.width == 0 ? text : fit(text, style_.width, ellipsis()), colour);
        out_ += '\n';
    }

    /// Each note once: with its path, or with the number of paths that share it.
    void write_notes() {
        std::vector<std::pair<std::string_view, std::vector<const sweep_row*>>> notes;
        std::map<std::string_view, std::size_t> known;
        for (const sweep_row* row : rows_) {
            if (row->verdict.note.empty())
                continue;
            const auto [at, is_new] = known.try_emplace(row->verdict.note, notes.size());
            if (is_new)
                notes.push_back({row->verdict.note, {}});
            notes[at->second].second.push_back(row);
        }
        for (const auto& [note, rows] : notes)
            out_ += "note: " +
                    (rows.size() == 1 ? printable(rows.front()->path.id) : std::to_string(rows.size()) + " paths") +
                    ": " + printable(note, sentence_max) + '\n';
    }

    std::string_view ellipsis() const { return style_.unicode ? "…" : "~"; }

    std::string painted(const std::string& text, std::string_view colour) const {
        if (!style_.colour || colour.empty() || text.empty())
            return text;
        return "\x1b[" + std::string(colour) + 'm' + text + "\x1b[0m";
    }

    const sweep_report& report_;
    const table_style& style_;
    std::vector<const sweep_row*> rows_;
    widths widths_{};
    std::string out_;
};

} // namespace

std::string render_table(const sweep_report& report, const table_style& style) { return table(report, style).render(); }

} // namespace srcip::probe
