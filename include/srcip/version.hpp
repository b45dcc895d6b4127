#pragma once

#include <string_view>

namespace srcip {

/// The version of both programs and of the library: "X.Y.Z", or "X.Y.Z-N-gHASH" in a checkout N commits past a tag.
std::string_view version();

} // namespace srcip
