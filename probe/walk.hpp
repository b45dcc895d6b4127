#pragma once

#include "probe/health.hpp"
#include "probe/learn.hpp"
#include "probe/options.hpp"
#include "probe/plan.hpp"
#include "probe/progress.hpp"
#include "probe/verdict.hpp"

#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace srcip::probe {

/// Every path that is to be walked, with what is promised for it.
plan plan_for(const options& given, const knowledge& known);

/// What came of a walk.
struct walked {
    std::vector<sweep_row> rows;    ///< of the paths that were walked: all of them, unless it was interrupted
    std::vector<health_row> health; ///< empty without an API, or when it was interrupted
    vantage from;                   ///< where we stand, with the sources that --source auto found
    std::vector<std::string> notes; ///< what else a reader should know, one sentence each
};

/// Walks the paths, asks the health ports, lists services and endpoints again, and judges what was seen.
walked walk(boost::asio::io_context& context, const options& given, const knowledge& known, std::vector<path> paths,
            progress& shown);

} // namespace srcip::probe
