#include "report_text_parts.hpp"

#include <srcip/ascii.hpp>
#include <srcip/authority.hpp>
#include <srcip/report_text.hpp>

#include <algorithm>
#include <charconv>

namespace srcip {
namespace {

std::strong_ordering compare_lower(std::string_view a, std::string_view b) {
    return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return static_cast<unsigned char>(ascii_lower(x)) <=> static_cast<unsigned char>(ascii_lower(y));
    });
}

/// nginx drops every name that holds something else than letters, digits and "-".
bool nginx_keeps(std::string_view name) {
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return is_ascii_alpha(c) || is_ascii_digit(c) || c == '-'; });
}

std::string_view host_field(std::span<const header_field> headers) {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [](const header_field& field) { return ascii_iequals(field.name, "host"); });
    return found == headers.end() ? std::string_view() : found->value;
}

} // namespace

field_order sorted_fields(std::span<const header_field> headers) {
    field_order order;
    for (const auto& field : headers)
        if (order.count < order.fields.size() && nginx_keeps(field.name))
            order.fields[order.count++] = &field;
    std::sort(order.fields.begin(), order.fields.begin() + order.count, [](const auto* a, const auto* b) {
        const auto by_name = compare_lower(a->name, b->name);
        return by_name != 0 ? by_name < 0 : a < b; // the order they came in is that of their addresses
    });
    return order;
}

void append_lower(std::string_view text, std::string& out) {
    const auto start = out.size();
    out += text;
    std::transform(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
                   out.begin() + static_cast<std::ptrdiff_t>(start), ascii_lower);
}

std::string_view query_of(std::string_view path) {
    path = path.substr(0, path.find('#'));
    const auto mark = path.find('?');
    return mark == path.npos ? std::string_view() : path.substr(mark + 1); // substr's data() is never null
}

std::string_view request_version_of(const request_view& request) { return request.version == 10 ? "1" : "1.1"; }

void append_request_uri(const echo_report& report, std::string_view path, std::string& out) {
    const auto& request = report.request;
    out += request.scheme;
    out += std::string_view("://");
    const auto target_host = target_authority(request.target);
    if (!append_normalised_host(target_host.empty() ? host_field(request.headers) : target_host, out))
        out += '_';
    char port[8];
    out += ':';
    out.append(port, std::to_chars(port, port + sizeof port, report.listening_port).ptr);
    out += path;
}

bool append_normalised_host(std::string_view authority, std::string& out) {
    const auto host = http_host(authority);
    if (!host)
        return false;
    append_lower(*host, out);
    return true;
}

std::string_view target_authority(std::string_view target) {
    if (target.empty() || target.front() == '/')
        return {};
    const auto scheme = target.find("://");
    if (scheme == target.npos)
        return {};
    const auto rest = target.substr(scheme + 3);
    return rest.substr(0, rest.find_first_of("/?#"));
}

std::string_view target_path(std::string_view target) {
    const auto authority = target_authority(target);
    if (authority.empty())
        return target;
    const auto start = static_cast<std::size_t>(authority.data() + authority.size() - target.data());
    return start == target.size() ? "/" : target.substr(start);
}

} // namespace srcip
