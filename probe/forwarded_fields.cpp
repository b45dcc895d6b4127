#include "probe/forwarded_fields.hpp"

#include <srcip/ascii.hpp>
#include <srcip/header_chain.hpp>

#include <algorithm>

namespace srcip::probe {

namespace {

constexpr std::string_view x_forwarded_for = "x-forwarded-for";
constexpr std::string_view forwarded = "forwarded";
constexpr std::string_view x_real_ip = "x-real-ip";

bool is_own(const std::optional<forwarded_node>& node, const ip_address& own) { return node && node->address == own; }

bool names(const x_forwarded_for_chain& chain, const ip_address& own) {
    return std::any_of(chain.hops.begin(), chain.hops.end(),
                       [&](const forwarded_node& hop) { return hop.address == own; });
}

bool names(const std::optional<result<std::vector<forwarded_hop>>>& field, const ip_address& own) {
    return field && *field && std::any_of((*field)->begin(), (*field)->end(), [&](const forwarded_hop& hop) {
               return is_own(hop.for_node, own);
           });
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
    note(x_forwarded_for, !read.x_forwarded_for_lines.empty(), names(read.x_forwarded_for, own));
    note(forwarded, read.forwarded.has_value(), names(read.forwarded, own));
    note(x_real_ip, read.x_real_ip.has_value(), is_own(read.x_real_ip, own));
    return found;
}

void keep_forwarded_fields(std::vector<std::pair<std::string, std::string>>& headers) {
    std::erase_if(headers, [](const auto& field) {
        return !ascii_iequals(field.first, x_forwarded_for) && !ascii_iequals(field.first, forwarded) &&
               !ascii_iequals(field.first, x_real_ip);
    });
    headers.shrink_to_fit();
}

} // namespace srcip::probe
