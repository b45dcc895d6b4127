#include <srcip/report_text.hpp>

#include "bounded_text.hpp"
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

/// `room` for the lines of fields whose values are printed as they are.
std::size_t room_for(const field_order& order) {
    std::size_t out = 0;
    for (std::size_t i = 0; i < order.count; ++i)
        out += order.fields[i]->name.size() + order.fields[i]->value.size() + 2;
    return out;
}

void write_fields(const field_order& order, bool glue_repeated, bounded_text& out) {
    for (std::size_t i = 0; i < order.count; ++i) {
        out.lower(order.fields[i]->name) << '=' << order.fields[i]->value;
        while (glue_repeated && i + 1 < order.count && ascii_iequals(order.fields[i]->name, order.fields[i + 1]->name))
            out << order.fields[++i]->value;
        out << '\n';
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
    const auto query = query_or_nil(path);
    const auto host = requested_host(request);
    const auto order = sorted_fields(request.headers);
    constexpr std::size_t fixed = 288 + ip_address::longest_text; // the labels below, and the port
    const auto room = fixed + request.method.size() + 2 * path.size() + query.size() + request.scheme.size() +
                      host.size() + version().size() + room_for(order);
    bounded_text text(out, room);
    text << "CLIENT VALUES:\nclient_address=" << report.client_address << "\ncommand=" << request.method
         << "\nreal path=" << path << "\nquery=" << query << "\nrequest_version=" << request_version_of(request)
         << "\nrequest_uri=" << request.scheme << "://";
    text.lower(host) << ':' << report.listening_port << path
                     << "\n\nSERVER VALUES:\nserver_version=srcip: " << version() << "\n\nHEADERS RECEIVED:\n";
    write_fields(order, options.strict, text);
    const bool none = request.body.data() == nullptr || (options.strict && loses_body(request));
    text << (none ? "BODY:\n-no body in request-"sv : "BODY:\n"sv);
    text.finish();
    if (!none)
        out += request.body;
}

} // namespace srcip
