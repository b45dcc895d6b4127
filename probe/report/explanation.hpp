#pragma once

#include "probe/report/table.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace srcip::probe {

/// What a rule or an advice (by id or number) means: its words, its reference and, for rules, a drawing of the path.
/// Absent when there is no such topic.
std::optional<std::string> explain(std::string_view topic, const table_style& style);

/// Every rule and every advice in a line.
std::string explain_all(const table_style& style);

/// Ids of topics that are near to one that does not exist, at most three; empty when none is.
std::string similar_topics(std::string_view topic);

} // namespace srcip::probe
