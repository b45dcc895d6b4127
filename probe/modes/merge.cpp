#include "probe/merge.hpp"
#include "probe/load_report.hpp"
#include "probe/modes/modes.hpp"
#include "probe/outputs.hpp"
#include "probe/report/matrix.hpp"

#include <srcip/version.hpp>

namespace srcip::probe {

int run_merge(const options& given) {
    std::vector<named_report> reports;
    for (const auto& file : given.files) {
        auto loaded = load_report(file);
        if (const auto* error = std::get_if<failure>(&loaded))
            return complain(*error);
        reports.push_back({file, std::get<saved_report>(std::move(loaded))});
    }
    const auto matrix = merge(reports);
    const matrix_report report{reports, matrix, version()};
    const auto error = write_texts(given.output, "merge", [&](output_format format, const table_style& style) {
        return format == output_format::json    ? std::optional(render_matrix_json(report))
               : format == output_format::table ? std::optional(render_matrix_table(report, style))
                                                : std::nullopt;
    });
    return error ? complain(*error) : exit_code(reports);
}

} // namespace srcip::probe
