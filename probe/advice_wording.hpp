#pragma once

#include "probe/advice_scene.hpp"

#include <string>
#include <string_view>

namespace srcip::probe {

/// The sentences of an advice_rule with their placeholders filled in. What is put in comes from the API or a saved
/// report: escape the result like any foreign text. {namespace} and {name} stand in commands, so only plain names take
/// their place; others leave NAMESPACE and NAME there.
std::string advice_wording(std::string_view sentence, std::string_view subject, const advice_finding& finding);

/// The same sentences where nothing was found: SERVICE, NAMESPACE, NAME, NODE and ADDRESS stand for what would be.
std::string advice_in_general(std::string_view sentence);

} // namespace srcip::probe
