#pragma once

#include "probe/learn.hpp"
#include "probe/options.hpp"
#include "probe/plan.hpp"
#include "probe/progress.hpp"
#include "probe/verdict.hpp"

#include <vector>

namespace boost::asio {
class io_context;
}

namespace srcip::probe {

/// Every path that is to be walked, with what is promised for it.
plan plan_for(const options& given, const knowledge& known);

/// Walks the paths and judges what was seen: one row a path, in the plan's order. When a signal
/// interrupts it (interruption.hpp) those that were not walked have none.
std::vector<sweep_row> walk(boost::asio::io_context& context, const options& given, const knowledge& known,
                            std::vector<path> paths, progress& shown);

} // namespace srcip::probe
