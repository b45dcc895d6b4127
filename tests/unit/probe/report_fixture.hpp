#pragma once

#include "probe/report/sweep_report.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// A report that owns its parts: what every output format is tested with.
struct report_fixture {
    cluster_facts facts;
    vantage from;
    std::vector<sweep_row> rows;
    std::vector<health_row> health;
    std::vector<advice> advices;
    std::vector<std::string> skipped;
    std::string version = "1.2.3";
    std::string proxy_mode;

    sweep_report report() const { return {from, facts, rows, skipped, version, health, advices, proxy_mode}; }
};

/// Everything a report can hold, each at least once: every kind of path, outcome, rewriter and health port, TCP and
/// UDP, http and https, IPv4 and IPv6, samples, hops, gaps, skipped paths and advice. Written down by hand, so that a
/// change of the rules or of the judgement does not change what the formats are held to. Its rows are not sorted.
report_fixture complete_report();

/// Nothing was walked, and no API was asked.
report_fixture empty_report();

/// A small report that has `text` wherever a report holds text.
report_fixture hostile_report(std::string_view text);

/// What a format might trip over, each by itself: controls, escape sequences, C1, bidirectional controls, invalid
/// UTF-8, markup of every format's own, formulas, workflow commands, very long ones.
std::span<const std::string> hostile_texts();

} // namespace srcip::probe
