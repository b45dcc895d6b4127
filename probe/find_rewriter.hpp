#pragma once

#include "probe/address_book.hpp"
#include "probe/verdict.hpp"

namespace srcip::probe {

/// Whose address a server saw in place of ours, and what says so.
rewriter find_rewriter(const ip_address& address, const path& path, const address_book& book);

} // namespace srcip::probe
