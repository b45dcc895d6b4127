#include "probe/run.hpp"

#include "probe/failure.hpp"
#include "probe/modes/modes.hpp"

#include <srcip/printable.hpp>

#include <exception>

namespace srcip::probe {
namespace {

int run_mode(const options& given) {
    switch (given.mode) {
    case mode::watch:
        return run_watch(given);
    case mode::diff:
        return run_diff(given);
    case mode::merge:
        return run_merge(given);
    case mode::explain:
        return run_explain(given);
    case mode::targets:
        return run_targets(given);
    case mode::sweep:
        break;
    }
    return run_sweep(given);
}

} // namespace

int run(const options& given) {
    try {
        return run_mode(given);
    } catch (const std::exception& error) {
        return complain({exit_discovery, std::string("internal error: ") + printable(error.what())});
    }
}

} // namespace srcip::probe
