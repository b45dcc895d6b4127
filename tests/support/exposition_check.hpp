#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace srcip::test {

/// What is wrong with a page of metrics, one sentence each, empty when nothing is: the text exposition format 0.0.4 of
/// Prometheus, and what `promtool check metrics` complains about beyond it (names, units, missing help). Stricter
/// where the format leaves a choice: counters and gauges only, no timestamps, no empty lines, HELP before TYPE before
/// the samples, in one block.
std::vector<std::string> exposition_problems(std::string_view text);

/// The value of the sample that is written exactly so ("name" or "name{label=\"value\"}"); empty when there is none.
std::string_view exposed_value(std::string_view text, std::string_view sample);

} // namespace srcip::test
