#pragma once

#include <string>
#include <string_view>

namespace srcip::probe {

/// The page that a reference of a rule or of advice means: "https://…" is one already, "OWNER/REPOSITORY#NUMBER" is a
/// thread on GitHub. Empty when it is neither. What is returned holds only characters that need no escaping in HTML,
/// XML and Markdown: letters, digits and - . _ ~ / : # ? = %
std::string reference_url(std::string_view reference);

} // namespace srcip::probe
