#pragma once

#include <string>
#include <string_view>

namespace srcip::probe {

/// Appends text for an element or a quoted attribute of XML 1.0. Foreign text has been through printable() before: what
/// is left to do are markup and the two characters of UTF-8 that XML has not (U+FFFE and U+FFFF, section 2.2).
void append_xml(std::string_view text, std::string& out);

/// ` name="value"`
void append_attribute(std::string_view name, std::string_view value, std::string& out);

} // namespace srcip::probe
