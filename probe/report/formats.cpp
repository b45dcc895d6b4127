#include "probe/report/formats.hpp"

#include "probe/report/csv.hpp"
#include "probe/report/github.hpp"
#include "probe/report/html.hpp"
#include "probe/report/json.hpp"
#include "probe/report/junit.hpp"
#include "probe/report/markdown.hpp"
#include "probe/report/prometheus.hpp"
#include "probe/report/tap.hpp"

namespace srcip::probe {

void render(report_format format, const sweep_report& report, const render_style& style, text_output& out) {
    switch (format) {
    case report_format::table:
    case report_format::wide: {
        render_style asked = style;
        asked.wide = format == report_format::wide;
        out.text() += render_table(report, asked);
        break;
    }
    case report_format::json:
        render_json(report, out);
        break;
    case report_format::junit:
        render_junit(report, out);
        break;
    case report_format::markdown:
        render_markdown(report, out);
        break;
    case report_format::github:
        render_github(report, out);
        break;
    case report_format::csv:
        render_csv(report, out);
        break;
    case report_format::prometheus:
        render_prometheus(report, out);
        break;
    case report_format::tap:
        render_tap(report, out);
        break;
    case report_format::html:
        render_html(report, out);
        break;
    }
    out.finish();
}

std::string render(report_format format, const sweep_report& report, const render_style& style) {
    std::string text;
    text_output out([&](std::string_view piece) { text += piece; });
    render(format, report, style, out);
    return text;
}

} // namespace srcip::probe
