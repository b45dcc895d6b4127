#pragma once

#include <string>
#include <string_view>

namespace srcip {

/// Appends `text` with &amp; &lt; &gt; &quot; &#39; for what HTML reads as markup, in text and in quoted attributes.
/// Every other byte stays as it is.
void append_html_escaped(std::string_view text, std::string& out);

} // namespace srcip
