#include <srcip/report_text.hpp>

#include "report_text_parts.hpp"

#include <srcip/ascii.hpp>
#include <srcip/version.hpp>

#include <algorithm>

namespace srcip {
namespace {

using namespace std::string_view_literals; // their sizes are known: no strlen() for each

// nginx keeps a body in memory, where 1.4 finds it, while it fits client_body_buffer_size (8 KiB here): chunked ones
// with their framing, others up to a quarter more (measured: 10,239 bytes are kept when they come apart from the
// header).
constexpr std::size_t strict_chunked_bytes = 8192;
constexpr std::size_t strict_fixed_bytes = 10239;

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

/// 1.4 prints nil for a query that is absent, or empty at the end of the target.
std::string_view query_or_nil(std::string_view path) {
    const auto query = query_of(path);
    return query.data() == nullptr || query.data() == path.data() + path.size() ? "nil" : query;
}

bool loses_body(const request_view& request) {
    const bool chunked = std::any_of(request.headers.begin(), request.headers.end(), [](const header_field& field) {
        return ascii_iequals(field.name, "transfer-encoding");
    });
    return request.body.size() > (chunked ? strict_chunked_bytes : strict_fixed_bytes);
}

} // namespace

void append_text_1_4(const echo_report& report, const text_options& options, std::string& out) {
    const auto& request = report.request;
    const auto path = target_path(request.target);
    out += "CLIENT VALUES:\nclient_address="sv;
    report.client_address.append_to(out);
    out += "\ncommand="sv;
    out += request.method;
    out += "\nreal path="sv;
    out += path;
    out += "\nquery="sv;
    out += query_or_nil(path);
    out += "\nrequest_version="sv;
    out += request_version_of(request);
    out += "\nrequest_uri="sv;
    append_request_uri(report, path, out);
    out += "\n\nSERVER VALUES:\nserver_version=srcip: "sv;
    out += version();
    out += "\n\nHEADERS RECEIVED:\n"sv;
    append_fields(request.headers, options.strict, out);
    out += "BODY:\n"sv;
    const bool none = request.body.data() == nullptr;
    const bool lost = none || (options.strict && loses_body(request));
    out += lost ? "-no body in request-"sv : request.body;
}

} // namespace srcip
