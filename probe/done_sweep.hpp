#pragma once

#include "probe/advice.hpp"
#include "probe/health.hpp"
#include "probe/learn.hpp"
#include "probe/progress.hpp"
#include "probe/report/sweep_report.hpp"
#include "probe/verdict.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace srcip::probe {

/// Everything that one sweep came to: what its report refers to.
struct done_sweep {
    knowledge known;
    std::vector<sweep_row> rows;
    std::vector<health_row> health;
    std::vector<advice> advices;
    std::string proxy_mode;
    std::vector<std::string> skipped;
    std::size_t planned = 0; ///< paths; rows are fewer when a signal interrupted the sweep (interruption.hpp)

    sweep_report report() const;
};

/// Asks the cluster, walks every path and judges it.
attempt<done_sweep> sweep_once(boost::asio::io_context& context, const options& given, progress& shown);

/// The exit status that the sweep deserves when it counts what --fail-on names.
int status_of(const done_sweep& done, const failure_choice& fail_on);

} // namespace srcip::probe
