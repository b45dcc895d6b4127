#include "probe/against_baseline.hpp"

#include "probe/load_report.hpp"
#include "probe/outputs.hpp"
#include "probe/report/changes.hpp"

#include <srcip/version.hpp>

#include <algorithm>
#include <cstdio>

namespace srcip::probe {
namespace {

bool shows_a_table(const output_options& given) {
    return std::ranges::any_of(given.targets, [](const output_target& target) {
        return target.file.empty() && (target.format == output_format::table || target.format == output_format::wide);
    });
}

/// For people: below the table, or beside what programs read.
std::optional<failure> show(const output_options& given, const changes_report& report) {
    if (shows_a_table(given)) {
        output_options here;
        here.color = given.color;
        return write_texts(here, "changes", [&](output_format, const table_style& style) {
            return std::optional('\n' + render_changes_table(report, style));
        });
    }
    if (!given.quiet)
        std::fputs(render_changes_table(report, {}).c_str(), stderr);
    return std::nullopt;
}

} // namespace

attempt<baseline> load_baseline(const output_options& given) {
    if (given.baseline.empty())
        return baseline();
    auto loaded = load_report(given.baseline);
    if (auto* error = std::get_if<failure>(&loaded))
        return std::move(*error);
    return baseline(std::get<saved_report>(std::move(loaded)));
}

int against(const baseline& before, const options& given, const done_sweep& done, int status) {
    if (!before)
        return status;
    const auto changes = compare(before->rows, done.rows);
    const changes_report report{{given.output.baseline, before->from, before->rows.size()},
                                {"", done.known.from, done.rows.size()},
                                changes,
                                version()};
    if (const auto error = show(given.output, report))
        return complain(*error);
    const auto& fail_on = given.manner.fail_on;
    const bool counts = (fail_on.changed && !changes.changes.empty()) || (fail_on.worse && changes.worse != 0);
    return counts ? exit_broken : status;
}

} // namespace srcip::probe
