#include "probe/report/formats.hpp"

#include "probe/report/csv.hpp"
#include "probe/report/github.hpp"
#include "probe/report/json.hpp"
#include "probe/report/junit.hpp"
#include "probe/report/markdown.hpp"
#include "probe/report/prometheus.hpp"
#include "probe/report/tap.hpp"

#include <algorithm>
#include <array>

namespace srcip::probe {

namespace {

using renderer = void (*)(const sweep_report&, const render_style&, text_output&);

void table(const sweep_report& report, const render_style& style, text_output& out) {
    out.text() += render_table(report, style);
}

/// A renderer that needs no style.
template <void (*Render)(const sweep_report&, text_output&)>
void plain(const sweep_report& report, const render_style&, text_output& out) {
    Render(report, out);
}

void markdown(const sweep_report& report, const render_style&, text_output& out) { render_markdown(report, out); }

struct entry {
    report_format format;
    std::string_view name;
    renderer render;
};

/// In the order of report_format.
constexpr std::array entries{
    entry{report_format::table, "table", table},
    entry{report_format::json, "json", plain<render_json>},
    entry{report_format::junit, "junit", plain<render_junit>},
    entry{report_format::markdown, "markdown", markdown},
    entry{report_format::github, "github", plain<render_github>},
    entry{report_format::csv, "csv", plain<render_csv>},
    entry{report_format::prometheus, "prometheus", plain<render_prometheus>},
    entry{report_format::tap, "tap", plain<render_tap>},
};

const entry& entry_of(report_format format) { return entries.at(static_cast<std::size_t>(format)); }

constexpr auto all_formats = [] {
    std::array<report_format, entries.size()> formats{};
    for (std::size_t i = 0; i != entries.size(); ++i)
        formats[i] = entries[i].format;
    return formats;
}();

} // namespace

std::string_view to_string(report_format format) { return entry_of(format).name; }

std::optional<report_format> find_report_format(std::string_view name) {
    const auto* const at = std::find_if(entries.begin(), entries.end(), [&](const entry& e) { return e.name == name; });
    return at == entries.end() ? std::nullopt : std::optional(at->format);
}

std::span<const report_format> report_formats() { return all_formats; }

void render(report_format format, const sweep_report& report, const render_style& style, text_output& out) {
    entry_of(format).render(report, style, out);
    out.finish();
}

std::string render(report_format format, const sweep_report& report, const render_style& style) {
    std::string text;
    text_output out([&](std::string_view piece) { text += piece; });
    render(format, report, style, out);
    return text;
}

} // namespace srcip::probe
