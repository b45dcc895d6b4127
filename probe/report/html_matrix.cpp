#include "probe/report/html_parts.hpp"
#include "probe/report/look.hpp"
#include "probe/report/wording.hpp"
#include "probe/summary.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

// A map of the cluster: a line a node, a column a service, in each field the worst that was seen there.
namespace srcip::probe {

namespace {

constexpr std::size_t most_columns = 100; // services come worst first: the others are further down on the page
constexpr std::size_t upright_columns = 6;
constexpr std::size_t most_lines_unfolded = 50;

/// One line of the map: how the paths through one node, or of one kind that knows no node, went in each service.
struct map_line {
    std::string name;
    bool is_node = false;
    std::map<std::size_t, sweep_summary> of_group;
    unsigned worst = severity(promise_outcome::kept);
};

std::pair<bool, std::string> line_key(const path& path) {
    return path.node.empty() ? std::pair(false, std::string(to_string(path.kind))) : std::pair(true, path.node);
}

/// Addresses without a node first; nodes with something broken before others.
std::vector<map_line> lines_of(const std::vector<service_group>& groups, std::size_t columns) {
    std::map<std::pair<bool, std::string>, map_line> by_key;
    for (std::size_t i = 0; i != columns; ++i)
        for (const sweep_row* row : groups[i].rows) {
            const auto key = line_key(row->path);
            map_line& line = by_key[key];
            line.name = key.second;
            line.is_node = key.first;
            line.worst = std::min(line.worst, severity(row->verdict.promise));
            count_outcome(row->verdict.promise, line.of_group[i]);
        }
    std::vector<map_line> lines;
    for (auto& [key, line] : by_key)
        lines.push_back(std::move(line));
    std::stable_sort(lines.begin(), lines.end(),
                     [](const map_line& a, const map_line& b) { return a.worst < b.worst; });
    return lines;
}

void write_field(html_writer& to, std::size_t group, const sweep_summary& s) {
    const promise_outcome worst = worst_outcome(s);
    to.raw("<td class=\"").raw(outcome_class(worst)).raw("\"><a href=\"#s").number(group).raw("\" aria-label=\"");
    to.text(tally_text(s)).raw("\">").text(look_of(worst).sign);
    if (s.paths > 1)
        to.raw("<sub>").number(s.paths).raw("</sub>");
    to.raw("</a></td>");
}

void write_line(html_writer& to, const map_line& line, std::size_t columns) {
    to.raw("<tr><th scope=\"row\">");
    if (line.is_node)
        to.text(line.name);
    else
        to.raw("<i>").text(line.name).raw("</i>");
    to.raw("</th>");
    for (std::size_t i = 0; i != columns; ++i) {
        const auto at = line.of_group.find(i);
        if (at == line.of_group.end())
            to.raw("<td></td>");
        else
            write_field(to, i, at->second);
    }
    to.raw("</tr>\n");
}

void write_map(html_page& page, std::span<const map_line> lines, std::size_t columns, markup caption) {
    if (columns > upright_columns)
        page.to.raw("<div class=\"scroll\"><table class=\"map sideways\">\n<caption>");
    else
        page.to.raw("<div class=\"scroll\"><table class=\"map\">\n<caption>");
    page.to.raw(caption).raw("</caption>\n<thead><tr><td></td>");
    for (std::size_t i = 0; i != columns; ++i)
        page.to.raw("<th scope=\"col\"><a href=\"#s")
            .number(i)
            .raw("\">")
            .text(group_name(page.groups[i]))
            .raw("</a></th>");
    page.to.raw("</tr></thead>\n<tbody>\n");
    for (const map_line& line : lines) {
        write_line(page.to, line, columns);
        page.out.row_done();
    }
    page.to.raw("</tbody></table></div>\n");
}

} // namespace

void write_html_matrix(html_page& page) {
    if (page.groups.empty())
        return;
    const std::size_t columns = std::min(most_columns, page.groups.size());
    const std::vector<map_line> lines = lines_of(page.groups, columns);
    const auto fine = std::find_if(lines.begin(), lines.end(),
                                   [](const map_line& l) { return l.worst == severity(promise_outcome::kept); });
    const std::span<const map_line> all(lines);
    const auto troubled = static_cast<std::size_t>(fine - lines.begin());
    const std::size_t shown = lines.size() > most_lines_unfolded ? troubled : lines.size();
    page.to.raw("<section aria-labelledby=\"map-title\">\n<h2 id=\"map-title\">Nodes and services</h2>\n");
    if (shown != 0)
        write_map(page, all.first(shown), columns, "The worst of each node and service, and of how many paths");
    if (shown != lines.size()) {
        page.to.raw("<details><summary>").number(lines.size() - shown);
        page.to.raw(" more, where every promise was kept</summary>\n");
        write_map(page, all.subspan(shown), columns, "Nodes where every promise was kept");
        page.to.raw("</details>\n");
    }
    if (columns != page.groups.size())
        page.to.raw("<p class=\"quiet\">")
            .number(page.groups.size() - columns)
            .raw(" more services are below only.</p>\n");
    page.to.raw("</section>\n");
}

} // namespace srcip::probe
