#include <srcip/report_text.hpp>

#include "report_text_parts.hpp"
#include <srcip/html_escape.hpp>

#include <srcip/version.hpp>

namespace srcip {
namespace {

/// A label, a value out of which no markup can come, and the end of the line.
void append_line(std::string_view label, std::string_view value, std::string& out) {
    out += label;
    append_html_escaped(value, out);
    out += '\n';
}

void append_pod_line(std::string_view label, std::string_view value, std::string& out) {
    append_line(label, value.empty() ? "N/A" : value, out);
}

void append_pod(const server_identity& server, std::string& out) {
    out += "\nPod Information:\n";
    if (server.pod_name.empty()) {
        out += "\t-no pod information available-\n";
        return;
    }
    append_pod_line("\tnode name:\t", server.node_name, out);
    append_pod_line("\tpod name:\t", server.pod_name, out);
    append_pod_line("\tpod namespace:\t", server.pod_namespace, out);
    append_pod_line("\tpod IP:\t", server.pod_ip, out);
}

void append_request(const echo_report& report, std::string& out) {
    const auto& request = report.request;
    const auto path = target_path(request.target);
    out += "\nRequest Information:\n\tclient_address=";
    report.client_address.append_to(out);
    append_line("\n\tmethod=", request.method, out);
    append_line("\treal path=", path, out);
    append_line("\tquery=", query_of(path), out);
    append_line("\trequest_version=", request_version_of(request), out);
    append_line("\trequest_scheme=", request.scheme, out);
    std::string uri;
    append_request_uri(report, path, uri);
    append_line("\trequest_uri=", uri, out);
}

void append_fields(std::span<const header_field> headers, std::string& out) {
    out += "\nRequest Headers:\n";
    const auto order = sorted_fields(headers);
    for (std::size_t i = 0; i < order.count; ++i) {
        out += '\t';
        append_lower(order.fields[i]->name, out);
        append_line("=", order.fields[i]->value, out);
    }
}

} // namespace

void append_text_1_10(const echo_report& report, std::string& out) {
    append_pod_line("\n\nHostname: ", report.server->hostname, out);
    append_pod(*report.server, out);
    out += "\nServer values:\n\tserver_version=srcip: ";
    out += version();
    out += '\n';
    append_request(report, out);
    append_fields(report.request.headers, out);
    out += "\nRequest Body:\n";
    if (report.request.body.data() == nullptr)
        out += "\t-no body in request-";
    else
        append_html_escaped(report.request.body, out);
    out += "\n\n";
}

} // namespace srcip
