#include "probe/report/cells.hpp"
#include "probe/report/html_parts.hpp"
#include "probe/report/look.hpp"
#include "probe/summary.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>
#include <utility>

namespace srcip::probe {

namespace {

// Units of the drawing, about a pixel each.
constexpr std::size_t width = 320;
constexpr std::size_t box_width = 300;
constexpr std::size_t line_height = 20;
constexpr std::size_t padding = 8;
constexpr std::size_t leg_height = 44;
constexpr std::size_t characters = 36; // of a monospaced font that a box has room for

std::size_t box_height(const drawing_stop& stop) { return 2 * padding + line_height * (1 + stop.lines.size()); }

std::size_t drawing_height(const path_drawing& drawing) {
    std::size_t height = 2 + drawing.legs.size() * leg_height;
    for (const drawing_stop& stop : drawing.stops)
        height += box_height(stop);
    return height;
}

markup leg_class(const drawing_leg& leg) {
    switch (leg.how) {
    case drawing_leg::state::passes:
        return "passes";
    case drawing_leg::state::rewritten:
        return "rewritten";
    case drawing_leg::state::lost:
        return "lost";
    case drawing_leg::state::unknown:
        break;
    }
    return "unclear";
}

void write_svg_text(html_writer& to, std::size_t x, std::size_t y, markup style, std::string_view text) {
    to.raw("<text x=\"").number(x).raw("\" y=\"").number(y).raw("\" class=\"").raw(style).raw("\">");
    to.text(fit(text, characters, "…")).raw("</text>");
}

void write_stop(html_writer& to, const drawing_stop& stop, std::size_t top) {
    to.raw("<rect x=\"1\" y=\"").number(top).raw("\" width=\"").number(box_width).raw("\" height=\"");
    to.number(box_height(stop))
        .raw("\" rx=\"6\" class=\"")
        .raw(stop.rewrites ? markup("stop rewrites") : markup("stop"));
    to.raw("\"/>");
    std::size_t y = top + padding + 15;
    write_svg_text(to, 12, y, "name", stop.title);
    for (const std::string& line : stop.lines)
        write_svg_text(to, 12, y += line_height, "line", line);
    to.raw("\n");
}

/// An arrow down from `top`, its label beside it.
void write_leg(html_writer& to, const drawing_leg& leg, std::size_t top) {
    const std::size_t end = top + leg_height - 4;
    to.raw("<g class=\"").raw(leg_class(leg)).raw("\"><path d=\"M24 ").number(top + 2).raw("V").number(end).raw("\"/>");
    if (leg.how == drawing_leg::state::lost)
        to.raw("<path d=\"M17 ").number(end - 14).raw("l14 14m0 -14l-14 14\"/>");
    else
        to.raw("<path d=\"M17 ").number(end - 8).raw("l7 8l7 -8\"/>");
    write_svg_text(to, 44, top + 26, "label", leg.label);
    to.raw("</g>\n");
}

/// What a screen reader says instead of the picture.
std::string in_words(const path_drawing& drawing) {
    std::string text;
    for (std::size_t i = 0; i != drawing.stops.size(); ++i) {
        text += drawing.stops[i].title;
        for (const std::string& line : drawing.stops[i].lines)
            text += ", " + line;
        if (i != drawing.legs.size())
            text += "; then " + (drawing.legs[i].label.empty() ? "on" : drawing.legs[i].label) + " to ";
    }
    return text;
}

/// Paths of which one drawing tells the story.
auto story_of(const sweep_row& row) {
    const auto by = row.verdict.rewritten_by ? static_cast<int>(row.verdict.rewritten_by->kind) : -1;
    return std::tuple(severity(row.verdict.promise), row.path.policy, row.path.kind, row.path.promise.expects,
                      row.verdict.promise, row.verdict.seen, by);
}

struct story {
    const sweep_row* first = nullptr;
    std::size_t count = 0;
};

/// What is broken first; of each severity those that come first on the page. Where nothing is promised there is no
/// story.
std::vector<story> stories_of(const std::vector<service_group>& groups) {
    std::vector<story> stories;
    std::map<decltype(story_of(std::declval<sweep_row>())), std::size_t> known;
    for (const service_group& group : groups)
        for (const sweep_row* row : group.rows) {
            if (row->path.promise.expects == expectation::nothing)
                continue;
            const auto [at, is_new] = known.try_emplace(story_of(*row), stories.size());
            if (is_new)
                stories.push_back({row, 0});
            ++stories[at->second].count;
        }
    std::stable_sort(stories.begin(), stories.end(), [](const story& a, const story& b) {
        return severity(a.first->verdict.promise) < severity(b.first->verdict.promise);
    });
    return stories;
}

void write_figure(html_page& page, const story& one) {
    const path_drawing drawing = draw_path(*one.first, page.report);
    page.to.raw("<figure>\n<figcaption class=\"").raw(outcome_class(one.first->verdict.promise)).raw("\"><b>");
    write_outcome(page.to, one.first->verdict.promise);
    page.to.raw("</b> <code>").text(drawing.title).raw("</code>");
    if (one.count > 1)
        page.to.raw(" and ").number(one.count - 1).raw(" like it");
    page.to.raw("<br>").text(drawing.caption).raw("</figcaption>\n");
    write_svg(page.to, drawing);
    page.to.raw("</figure>\n");
    page.out.row_done();
}

void write_figures(html_page& page, std::span<const story> stories) {
    constexpr std::size_t most = 12;
    if (stories.empty())
        return;
    page.to.raw("<div class=\"drawings\">\n");
    for (const story& one : stories.first(std::min(most, stories.size())))
        write_figure(page, one);
    page.to.raw("</div>\n");
}

} // namespace

void write_svg(html_writer& to, const path_drawing& drawing) {
    const std::size_t height = drawing_height(drawing);
    to.raw("<svg role=\"img\" viewBox=\"0 0 ").number(width).raw(" ").number(height).raw("\" width=\"").number(width);
    to.raw("\" height=\"").number(height).raw("\" aria-label=\"").text(in_words(drawing)).raw("\">\n");
    std::size_t top = 1;
    for (std::size_t i = 0; i != drawing.stops.size(); ++i) {
        write_stop(to, drawing.stops[i], top);
        top += box_height(drawing.stops[i]);
        if (i != drawing.legs.size())
            write_leg(to, drawing.legs[i], top);
        top += leg_height;
    }
    to.raw("</svg>\n");
}

void write_html_drawings(html_page& page) {
    const std::vector<story> stories = stories_of(page.groups);
    if (stories.empty())
        return;
    const auto fine = std::find_if(stories.begin(), stories.end(), [](const story& one) {
        return severity(one.first->verdict.promise) == severity(promise_outcome::kept);
    });
    const std::span<const story> all(stories);
    const auto troubled = static_cast<std::size_t>(fine - stories.begin());
    page.to.raw("<section aria-labelledby=\"drawings-title\">\n<h2 id=\"drawings-title\">What happens to packets</h2>\n"
                "<p class=\"quiet\">Beside each arrow: the source address that packets carry there.</p>\n");
    write_figures(page, all.first(troubled));
    if (troubled != 0 && troubled != stories.size())
        page.to.raw("<details><summary>Where promises were kept</summary>\n");
    write_figures(page, all.subspan(troubled));
    if (troubled != 0 && troubled != stories.size())
        page.to.raw("</details>\n");
    page.to.raw("</section>\n");
}

} // namespace srcip::probe
