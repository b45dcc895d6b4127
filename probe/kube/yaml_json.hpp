#pragma once

#include <yaml-cpp/node/node.h>

#include <optional>
#include <string>

namespace srcip::probe::kube {

/// A YAML value as JSON text. What a plain scalar is follows YAML 1.2's core schema (section 10.3.2): null, true,
/// false, decimal integers and numbers; everything else, and all that is quoted, is a string. nullopt when the text
/// would be longer than 64 KiB or nest deeper than 32, or a key is no scalar.
std::optional<std::string> yaml_to_json(const YAML::Node& value);

} // namespace srcip::probe::kube
