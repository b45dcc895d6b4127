#pragma once

#include "probe/health.hpp"
#include "probe/vantage.hpp"
#include "probe/verdict.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace srcip::probe {

/// What srcip.sweep/v1 (docs/sweep-report.md) holds of a sweep. Every text in it may hold any byte.
struct saved_report {
    std::string program_version;
    std::string server_version;
    std::string name_space; ///< empty: all of them
    vantage from;
    /// Of the observations only how often a path was tried and what its connections saw is saved; a rule that this
    /// version does not know has an empty id.
    std::vector<sweep_row> rows;
    std::vector<health_row> health;
    std::vector<std::string> gaps;
    std::vector<std::string> skipped;
};

/// One line: what is wrong and where ("rows[3].seen.outcome: 'lost' is none of …"), escaped.
struct saved_report_error {
    std::string message;
};

/// Bytes; longer texts are refused before they are read.
inline constexpr std::size_t saved_report_max = 268'435'456;

/// Reads a report back. What this version does not know is passed over; what it needs and does not find, and a path
/// that is there twice, are errors.
std::variant<saved_report, saved_report_error> read_saved_report(std::string_view text);

} // namespace srcip::probe
