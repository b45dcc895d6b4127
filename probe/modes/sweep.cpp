#include "probe/interruption.hpp"
#include "probe/learn.hpp"
#include "probe/modes/modes.hpp"
#include "probe/outputs.hpp"
#include "probe/summary.hpp"
#include "probe/terminal.hpp"
#include "probe/walk.hpp"

#include <srcip/version.hpp>

#include <boost/asio/io_context.hpp>

#include <unistd.h>

namespace srcip::probe {
namespace {

/// What the exit status says, when it may say so.
int status_of(const options& given, const knowledge& known, const std::vector<sweep_row>& rows) {
    const auto& fail_on = given.manner.fail_on;
    if (rows.empty() && fail_on.inconclusive)
        return complain({exit_inconclusive, known.nothing.empty() ? "there was no path to walk" : known.nothing});
    const int status = exit_code(rows, known.facts.gaps);
    if (status == exit_broken && !fail_on.broken)
        return summarize(rows).inconclusive != 0 && fail_on.inconclusive ? exit_inconclusive : exit_kept;
    return status == exit_inconclusive && !fail_on.inconclusive ? exit_kept : status;
}

} // namespace

int run_sweep(const options& given) {
    boost::asio::io_context context(1);
    progress shown(!given.output.quiet && look_at_terminal(STDERR_FILENO).present);
    shown.say("asking the cluster");
    auto learned = learn(context, given);
    shown.clear();
    if (const auto* error = std::get_if<failure>(&learned))
        return complain(*error);
    const auto& known = std::get<knowledge>(learned);

    auto planned = plan_for(given, known);
    const auto all = planned.paths.size();
    const interruption from_here;
    const auto rows = walk(context, given, known, std::move(planned.paths), shown);
    shown.clear();
    auto where = given.output;
    if (interrupted_by() != 0) {
        planned.skipped.push_back(std::to_string(all - rows.size()) + " paths: interrupted before they were walked");
        where.save.clear(); // what is half seen must not replace what was seen whole
    }
    if (const auto error = write_outputs(where, {known.from, known.facts, rows, planned.skipped, version()}))
        return complain(*error);
    return interrupted_by() != 0 ? 128 + interrupted_by() : status_of(given, known, rows);
}

} // namespace srcip::probe
