#include "probe/forwarded_fields.hpp"

#include <srcip/ascii.hpp>
#include <srcip/header_chain.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace srcip::probe {

namespace {

bool is_own(const std::optional<forwarded_node>& node, const ip_address& own) { return node && node->address == own; }

/// Whether one field line names our address as somebody the request came from.
bool value_names(std::string_view field, std::string_view value, const ip_address& own) {
    const std::span<const std::string_view> line(&value, 1);
    if (field == "x-real-ip")
        return is_own(parse_x_real_ip(line), own);
    if (field == "forwarded") {
        const auto hops = parse_forwarded(line);
        return hops && std::any_of(hops->begin(), hops->end(),
                                   [&](const forwarded_hop& hop) { return is_own(hop.for_node, own); });
    }
    const auto chain = parse_x_forwarded_for(line);
    return std::any_of(chain.hops.begin(), chain.hops.end(),
                       [&](const forwarded_node& hop) { return hop.address == own; });
}

} // namespace

forwarded_fields find_forwarded_fields(const std::vector<std::pair<std::string, std::string>>& headers,
                                       const ip_address& own) {
    static constexpr std::array<std::string_view, 3> fields{"x-forwarded-for", "forwarded", "x-real-ip"};
    forwarded_fields found;
    for (const std::string_view field : fields)
        for (const auto& [name, value] : headers) {
            if (!ascii_iequals(name, field))
                continue;
            if (found.first.empty())
                found.first = field;
            if (found.carries.empty() && value_names(field, value, own))
                found.carries = field;
        }
    return found;
}

} // namespace srcip::probe
