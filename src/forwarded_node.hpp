#pragma once

#include <srcip/header_chain.hpp>

namespace srcip {

/// A node of RFC 7239 section 6, out of its quotes; nothing when the text is none.
std::optional<forwarded_node> parse_forwarded_node(std::string_view text);

} // namespace srcip
