#include <srcip/header_chain.hpp>

#include <srcip/ascii.hpp>

namespace srcip {
namespace {

/// Where the values of fields of this name are kept; null for every other field.
std::vector<std::string_view>* lines_for(std::string_view name, forwarding_headers& headers) {
    if (ascii_iequals(name, "x-forwarded-for"))
        return &headers.x_forwarded_for_lines;
    if (ascii_iequals(name, "forwarded"))
        return &headers.forwarded_lines;
    if (ascii_iequals(name, "x-real-ip"))
        return &headers.x_real_ip_lines;
    return nullptr;
}

} // namespace

forwarding_headers read_forwarding(std::span<const header_field> headers) {
    forwarding_headers out;
    for (const auto& field : headers)
        if (auto* lines = lines_for(field.name, out))
            lines->push_back(field.value);
    if (!out.forwarded_lines.empty())
        out.forwarded = parse_forwarded(out.forwarded_lines);
    out.x_forwarded_for = parse_x_forwarded_for(out.x_forwarded_for_lines);
    out.x_real_ip = parse_x_real_ip(out.x_real_ip_lines);
    return out;
}

} // namespace srcip
