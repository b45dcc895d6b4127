#include "probe/forwarded_fields.hpp"

#include <srcip/header_chain.hpp>

#include <algorithm>

namespace srcip::probe {

namespace {

bool is_own(const std::optional<forwarded_node>& node, const ip_address& own) { return node && node->address == own; }

bool names(const x_forwarded_for_chain& chain, const ip_address& own) {
    return std::any_of(chain.hops.begin(), chain.hops.end(),
                       [&](const forwarded_node& hop) { return hop.address == own; });
}

bool names(const std::optional<result<std::vector<forwarded_hop>>>& forwarded, const ip_address& own) {
    return forwarded && *forwarded &&
           std::any_of((*forwarded)->begin(), (*forwarded)->end(),
                       [&](const forwarded_hop& hop) { return is_own(hop.for_node, own); });
}

} // namespace

forwarded_fields find_forwarded_fields(const std::vector<std::pair<std::string, std::string>>& headers,
                                       const ip_address& own) {
    std::vector<header_field> fields;
    fields.reserve(headers.size());
    for (const auto& [name, value] : headers)
        fields.push_back({name, value});
    const auto read = read_forwarding(fields);

    forwarded_fields found;
    const auto note = [&found](std::string_view field, bool present, bool carries) {
        if (present && found.first.empty())
            found.first = field;
        if (carries && found.carries.empty())
            found.carries = field;
    };
    note("x-forwarded-for", !read.x_forwarded_for_lines.empty(), names(read.x_forwarded_for, own));
    note("forwarded", read.forwarded.has_value(), names(read.forwarded, own));
    note("x-real-ip", read.x_real_ip.has_value(), is_own(read.x_real_ip, own));
    return found;
}

} // namespace srcip::probe
