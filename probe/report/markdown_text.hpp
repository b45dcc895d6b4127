#pragma once

#include <string>
#include <string_view>

namespace srcip::probe {

// Text that has been through printable() (so it is one line), as GitHub-flavoured Markdown shows it, table cells
// included: whatever it holds, it comes out as text. Nothing in it is markup, a link, a mention or a reference.

/// A name, an address: a code span. Nothing at all is a dash.
std::string markdown_code(std::string_view text);

/// The same as an element of HTML, for where Markdown is not looked for: behind <summary>.
std::string html_code(std::string_view text);

/// A sentence.
std::string markdown_prose(std::string_view text);

} // namespace srcip::probe
