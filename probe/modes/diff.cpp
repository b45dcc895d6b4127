#include "probe/load_report.hpp"
#include "probe/modes/modes.hpp"
#include "probe/outputs.hpp"
#include "probe/report/changes.hpp"

#include <srcip/version.hpp>

namespace srcip::probe {

int run_diff(const options& given) {
    if (given.files.at(0) == "-" && given.files.at(1) == "-")
        return complain({exit_usage, "only one of the two reports can be standard input"});
    const auto before = load_report(given.files.at(0));
    if (const auto* error = std::get_if<failure>(&before))
        return complain(*error);
    const auto after = load_report(given.files.at(1));
    if (const auto* error = std::get_if<failure>(&after))
        return complain(*error);
    const auto& was = std::get<saved_report>(before);
    const auto& is = std::get<saved_report>(after);

    const auto changes = compare(was.rows, is.rows);
    const changes_report report{
        {given.files[0], was.from, was.rows.size()}, {given.files[1], is.from, is.rows.size()}, changes, version()};
    const auto error = write_texts(given.output, "diff", [&](output_format format, const table_style& style) {
        return format == output_format::json       ? std::optional(render_changes_json(report))
               : format == output_format::markdown ? std::optional(render_changes_markdown(report))
               : format == output_format::table    ? std::optional(render_changes_table(report, style))
                                                   : std::nullopt;
    });
    return error ? complain(*error) : exit_code(changes);
}

} // namespace srcip::probe
