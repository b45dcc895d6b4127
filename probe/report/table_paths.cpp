#include "probe/report/cells.hpp"
#include "probe/report/columns.hpp"
#include "probe/report/table_parts.hpp"
#include "probe/report/wording.hpp"

#include <srcip/printable.hpp>

#include <span>

namespace srcip::probe {

namespace {

enum place : std::size_t { sign, kind, via, target, seen, client, promised, rule, hops, same, server, tries, evidence };

constexpr column all_columns[] = {
    {"", cut::end, 1},
    {"KIND"},
    {"VIA", cut::middle},
    {"ADDRESS:PORT", cut::middle},
    {"SEEN"},
    {"CLIENT ADDRESS"},
    {"PROMISE"},
    {"RULE", cut::front}, // a rule's id begins with what KIND and the service's line say already
    {"HOPS"},
    {"SAME CONNECTION"},
    {"SERVER", cut::middle},
    {"TRIES"},
    {"EVIDENCE"},
};
constexpr std::size_t narrow_columns = rule + 1;

/// What can best be done without goes first. The promise's word may go because its sign stays.
constexpr squeeze steps[] = {
    {rule, 14}, {via, 20}, {seen, 24},   {rule, 0},   {promised, 0}, {kind, 8}, {seen, 18},  {client, 15},
    {via, 10},  {via, 6},  {target, 22}, {client, 0}, {seen, 9},     {kind, 0}, {target, 9},
};
constexpr squeeze wide_steps[] = {
    {evidence, 24}, {rule, 14}, {server, 20}, {via, 20},    {seen, 24}, {rule, 0}, {promised, 0}, {evidence, 0},
    {tries, 0},     {kind, 8},  {via, 10},    {client, 15}, {seen, 18}, {hops, 0}, {same, 0},     {server, 12},
    {server, 0},    {via, 6},   {target, 22}, {client, 0},  {seen, 9},  {kind, 0}, {target, 9},
};

std::string or_dash(std::string text) { return text.empty() ? "-" : std::move(text); }

void add_wide_cells(const sweep_row& row, std::vector<table_cell>& line) {
    const verdict& v = row.verdict;
    line.push_back({v.hops ? std::to_string(*v.hops) : "-", {}});
    line.push_back({std::string(to_string(v.same_connection)), {}});
    line.push_back({or_dash(server_text(row)), {}});
    line.push_back({std::to_string(row.observation.attempts), {}});
    line.push_back({v.rewritten_by ? or_dash(printable(v.rewritten_by->evidence)) : "-", faint});
}

std::vector<table_cell> cells_of(const sweep_row& row, const table_page& page) {
    const promise_outcome outcome = row.verdict.promise;
    const std::string_view colour = look_of(outcome).colour;
    std::vector<table_cell> line{{std::string(page.paint.sign(outcome)), colour},
                                 {std::string(to_string(row.path.kind)), {}},
                                 {via_text(row.path), {}},
                                 {target_text(row.path), {}},
                                 {seen_text(row.verdict), {}},
                                 {client_text(row), {}},
                                 {std::string(to_string(outcome)), colour},
                                 {std::string(row.path.promise.rule), faint}};
    if (page.style.wide)
        add_wide_cells(row, line);
    return line;
}

/// "✗ default/web: 3 broken, 1 kept  LoadBalancer, Local, endpoint on n1"
void write_group(table_page& page, const service_group& group) {
    const promise_outcome worst = worst_outcome(group.summary);
    const std::string name = group_name(group) + ": " + tally_text(group.summary) + "  ";
    page.out += '\n';
    page.line({{std::string(page.paint.sign(worst)) + ' ', look_of(worst).colour},
               {name, bold},
               {group.facts == nullptr ? "" : service_text(*group.facts), faint}});
}

void write_left_out(table_page& page, const column_layout& layout) {
    std::string titles;
    for (const std::string_view title : layout.left_out())
        titles += (titles.empty() ? "" : ", ") + std::string(title);
    if (!titles.empty())
        page.sentence("not shown for want of room: " + titles);
}

} // namespace

void write_paths(table_page& page, const std::vector<service_group>& groups) {
    const std::span<const column> columns(all_columns);
    column_layout layout(page.style.wide ? columns : columns.first(narrow_columns));
    for (const service_group& group : groups)
        for (const sweep_row* row : group.rows)
            layout.measure(cells_of(*row, page));
    if (page.style.wide)
        layout.settle(page.style.width, wide_steps);
    else
        layout.settle(page.style.width, steps);
    page.out += '\n';
    layout.write_titles(page.paint, page.out);
    for (const service_group& group : groups) {
        write_group(page, group);
        for (const sweep_row* row : group.rows)
            layout.write(cells_of(*row, page), page.paint, page.out);
    }
    write_left_out(page, layout);
}

} // namespace srcip::probe
