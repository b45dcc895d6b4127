#include "probe/against_baseline.hpp"
#include "probe/done_sweep.hpp"
#include "probe/interruption.hpp"
#include "probe/modes/modes.hpp"
#include "probe/outputs.hpp"
#include "probe/terminal.hpp"

#include <boost/asio/io_context.hpp>

#include <unistd.h>

namespace srcip::probe {

int run_sweep(const options& given) {
    const auto before = load_baseline(given.output);
    if (const auto* error = std::get_if<failure>(&before))
        return complain(*error);
    boost::asio::io_context context(1);
    progress shown(!given.output.quiet && look_at_terminal(STDERR_FILENO).present);
    const interruption from_here;
    const auto swept = sweep_once(context, given, shown);
    if (const auto* error = std::get_if<failure>(&swept))
        return complain(*error);
    const auto& done = std::get<done_sweep>(swept);

    auto where = given.output;
    if (interrupted_by() != 0)
        where.save.clear(); // what is half seen must not replace what was seen whole
    if (const auto error = write_outputs(where, done.report()))
        return complain(*error);
    if (interrupted_by() != 0)
        return 128 + interrupted_by();
    const int status = status_of(done, given.manner.fail_on);
    if (done.rows.empty() && status == exit_inconclusive)
        complain({exit_inconclusive, done.known.nothing.empty() ? "there was no path to walk" : done.known.nothing});
    return against(std::get<baseline>(before), given, done, status);
}

} // namespace srcip::probe
