#pragma once

#include "probe/facts.hpp"
#include "probe/observation.hpp"
#include "probe/vantage.hpp"
#include "probe/verdict.hpp"

#include <string_view>

namespace srcip::probe {

// The words that reports for programs have in common. They are documented: none may change.

std::string_view to_string(vantage_kind kind);    ///< "outside", "node", "pod"
std::string_view to_string(protocol transport);   ///< "tcp", "udp", "sctp"
std::string_view to_string(contact how);          ///< "answered", "timeout", …, as seen_outcome spells them
std::string_view pass_or_fail(promise_outcome o); ///< "pass" (kept and better), "fail", "inconclusive"

} // namespace srcip::probe
