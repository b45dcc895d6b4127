#pragma once

#include <srcip/address.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace srcip::probe {

/// What a request's fields, as the server received them, say of proxies on the way. The prober sends none of these
/// fields itself: each was added by somebody else.
struct forwarded_fields {
    std::string_view first;   ///< the first such field present: "x-forwarded-for", "forwarded", "x-real-ip"; or empty
    std::string_view carries; ///< the first that names `own`; empty: none does
};

forwarded_fields find_forwarded_fields(const std::vector<std::pair<std::string, std::string>>& headers,
                                       const ip_address& own);

/// Drops every other field: they are read once, and thousands of answers are kept until the end of a sweep.
void keep_forwarded_fields(std::vector<std::pair<std::string, std::string>>& headers);

} // namespace srcip::probe
