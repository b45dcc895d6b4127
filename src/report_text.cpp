#include <srcip/report_text.hpp>

#include <srcip/ascii.hpp>
#include <srcip/authority.hpp>
#include <srcip/version.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace srcip {
namespace {

constexpr std::size_t most_fields = 100; // echoserver:1.4 reads no more
// nginx keeps a body in memory, where 1.4 finds it, while it fits client_body_buffer_size (8 KiB here): chunked ones
// with their framing, others up to a quarter more (measured: 10,239 bytes are kept when they come apart from the
// header).
constexpr std::size_t strict_chunked_bytes = 8192;
constexpr std::size_t strict_fixed_bytes = 10239;

struct field_order {
    std::array<const header_field*, most_fields> fields;
    std::size_t count = 0;
};

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

/// Sorted by lower-cased name; fields of one name stay in the order they came, which is that of their addresses.
field_order sorted_fields(std::span<const header_field> headers) {
    field_order order;
    for (const auto& field : headers)
        if (order.count < most_fields && nginx_keeps(field.name))
            order.fields[order.count++] = &field;
    std::sort(order.fields.begin(), order.fields.begin() + order.count, [](const auto* a, const auto* b) {
        const auto by_name = compare_lower(a->name, b->name);
        return by_name != 0 ? by_name < 0 : a < b;
    });
    return order;
}

void append_lower(std::string_view text, std::string& out) {
    const auto start = out.size();
    out += text;
    std::transform(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
                   out.begin() + static_cast<std::ptrdiff_t>(start), ascii_lower);
}

void append_fields(std::span<const header_field> headers, bool glue_repeated, std::string& out) {
    const auto order = sorted_fields(headers);
    for (std::size_t i = 0; i < order.count; ++i) {
        append_lower(order.fields[i]->name, out);
        out += '=';
        out += order.fields[i]->value;
        while (glue_repeated && i + 1 < order.count && ascii_iequals(order.fields[i]->name, order.fields[i + 1]->name))
            out += order.fields[++i]->value;
        out += '\n';
    }
}

/// What stands between "?" and "#"; 1.4 prints nil for a query that is absent, or empty at the end of the target.
std::string_view query_or_nil(std::string_view path) {
    const auto fragment = path.find('#');
    const auto mark = path.substr(0, fragment).find('?');
    if (mark == path.npos || mark + 1 == path.size())
        return "nil";
    return path.substr(0, fragment).substr(mark + 1);
}

std::string_view host_field(std::span<const header_field> headers) {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [](const header_field& field) { return ascii_iequals(field.name, "host"); });
    return found == headers.end() ? std::string_view() : found->value;
}

void append_request_uri(const echo_report& report, std::string_view path, std::string& out) {
    const auto& request = report.request;
    out += request.scheme;
    out += "://";
    const auto target_host = target_authority(request.target);
    if (!append_normalised_host(target_host.empty() ? host_field(request.headers) : target_host, out))
        out += '_';
    char port[8];
    out += ':';
    out.append(port, std::to_chars(port, port + sizeof port, report.listening_port).ptr);
    out += path;
}

bool loses_body(const request_view& request) {
    const bool chunked = std::any_of(request.headers.begin(), request.headers.end(), [](const header_field& field) {
        return ascii_iequals(field.name, "transfer-encoding");
    });
    return request.body.size() > (chunked ? strict_chunked_bytes : strict_fixed_bytes);
}

} // namespace

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

void append_text_1_4(const echo_report& report, const text_options& options, std::string& out) {
    const auto& request = report.request;
    const auto path = target_path(request.target);
    out += "CLIENT VALUES:\nclient_address=";
    report.client_address.append_to(out);
    out += "\ncommand=";
    out += request.method;
    out += "\nreal path=";
    out += path;
    out += "\nquery=";
    out += query_or_nil(path);
    out += request.version == 10 ? "\nrequest_version=1" : "\nrequest_version=1.1";
    out += "\nrequest_uri=";
    append_request_uri(report, path, out);
    out += "\n\nSERVER VALUES:\nserver_version=srcip: ";
    out += version();
    out += "\n\nHEADERS RECEIVED:\n";
    append_fields(request.headers, options.strict, out);
    out += "BODY:\n";
    const bool none = request.body.data() == nullptr;
    const bool lost = none || (options.strict && loses_body(request));
    out += lost ? std::string_view("-no body in request-") : request.body;
}

} // namespace srcip
