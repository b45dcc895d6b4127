#pragma once

#include "probe/report/sweep_report.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace srcip::probe {

/// What a watch has counted. Times are seconds since 1970.
struct watch_counts {
    std::uint64_t sweeps = 0;   ///< whole ones
    std::uint64_t failures = 0; ///< sweeps that came to nothing: the cluster could not be asked
    std::uint64_t changes = 0;  ///< of paths, from sweep to sweep
    std::uint64_t worse = 0;    ///< those of them that are for the worse
    bool up = false;            ///< the last sweep was a whole one
    std::int64_t last = 0;      ///< when the last whole sweep ended; 0: never
};

/// For Prometheus: what the last whole sweep says (`report` null: there was none), and how the watch goes.
std::string watch_metrics(const sweep_report* report, const watch_counts& counts);

/// An answer of the metrics port.
struct page_answer {
    unsigned status = 200;
    std::string_view content_type;
    std::string_view body; ///< refers to `metrics` or is static
};

/// GET and HEAD of /metrics, /healthz and /; queries are ignored. 404 for other paths, 405 for other methods.
page_answer answer_page(std::string_view method, std::string_view target, std::string_view metrics);

} // namespace srcip::probe
