#include "probe/report/targets.hpp"
#include "probe/learn.hpp"
#include "probe/modes/modes.hpp"
#include "probe/outputs.hpp"
#include "probe/walk.hpp"

#include <srcip/version.hpp>

#include <boost/asio/io_context.hpp>

namespace srcip::probe {

int run_targets(const options& given) {
    boost::asio::io_context context(1);
    auto learned = learn(context, given);
    if (const auto* error = std::get_if<failure>(&learned))
        return complain(*error);
    const auto& known = std::get<knowledge>(learned);
    const auto planned = plan_for(given, known);
    const targets_report report{known.from, known.facts, planned, version()};
    const auto error = write_texts(given.output, "targets", [&](output_format format, const table_style& style) {
        return format == output_format::json    ? std::optional(render_targets_json(report))
               : format == output_format::table ? std::optional(render_targets_table(report, style))
                                                : std::nullopt;
    });
    if (error)
        return complain(*error);
    if (planned.paths.empty())
        return complain({exit_inconclusive, known.nothing.empty() ? "there is no path to walk" : known.nothing});
    return exit_kept;
}

} // namespace srcip::probe
