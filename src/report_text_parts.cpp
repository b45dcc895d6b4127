#include "report_text_parts.hpp"

#include <srcip/ascii.hpp>
#include <srcip/authority.hpp>
#include <srcip/report_text.hpp>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <string>

namespace srcip {
namespace {

/// What nginx keeps of a name: it drops those that hold something else than letters, digits and "-".
constexpr std::array<bool, 256> kept_characters() {
    std::array<bool, 256> out{};
    for (unsigned c = 0; c < 128; ++c) {
        const char as_char = static_cast<char>(c);
        out[c] = is_ascii_alpha(as_char) || is_ascii_digit(as_char) || as_char == '-';
    }
    return out;
}

constexpr auto kept = kept_characters();

bool nginx_keeps(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) { return kept[static_cast<unsigned char>(c)]; });
}

/// A field and the first eight bytes of its name, lower case, as a number: most comparisons need no more.
struct sortable {
    std::uint64_t key;
    const header_field* field;
};

std::uint64_t sort_key(std::string_view name) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < sizeof out; ++i)
        out = out << 8 | (i < name.size() ? static_cast<unsigned char>(ascii_lower(name[i])) : 0U);
    return out;
}

std::strong_ordering compare_lower(std::string_view a, std::string_view b) {
    return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return static_cast<unsigned char>(ascii_lower(x)) <=> static_cast<unsigned char>(ascii_lower(y));
    });
}

bool operator<(const sortable& a, const sortable& b) {
    if (a.key != b.key)
        return a.key < b.key;
    const auto by_name = compare_lower(a.field->name, b.field->name);
    return by_name != 0 ? by_name < 0 : a.field < b.field; // the order they came in is that of their addresses
}

std::string_view host_field(std::span<const header_field> headers) {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [](const header_field& field) { return ascii_iequals(field.name, "host"); });
    return found == headers.end() ? std::string_view() : found->value;
}

} // namespace

field_order sorted_fields(std::span<const header_field> headers) {
    field_order order;
    std::array<sortable, std::tuple_size_v<decltype(order.fields)>> sorted; // uninitialised: order.count says how many
    for (const auto& field : headers)
        if (order.count < sorted.size() && nginx_keeps(field.name))
            sorted[order.count++] = {sort_key(field.name), &field};
    std::sort(sorted.begin(), sorted.begin() + order.count);
    for (std::size_t i = 0; i < order.count; ++i)
        order.fields[i] = sorted[i].field;
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

std::string_view requested_host(const request_view& request) {
    const auto in_target = target_authority(request.target);
    if (in_target.empty() && request.host.data() != nullptr)
        return request.host;
    return http_host(in_target.empty() ? host_field(request.headers) : in_target).value_or("_");
}

void append_request_uri(const echo_report& report, std::string_view path, std::string& out) {
    out += report.request.scheme;
    out += "://";
    append_lower(requested_host(report.request), out);
    out += ':';
    out += std::to_string(report.listening_port);
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
