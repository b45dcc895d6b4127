#include <srcip/report_json.hpp>

#include "report_json_parts.hpp"

#include <srcip/version.hpp>

namespace srcip {
namespace {

/// A body is echoed in full by the texts; in JSON, where every byte may grow to six, its beginning is enough.
constexpr std::size_t most_body_bytes = 64 * 1024;

void write_peer(json_writer& out, const echo_report& report) {
    const auto& peer = report.connection.peer;
    out.open('{').member("address", peer.address.to_string()).member("port", peer.port);
    out.member("trusted", report.peer_is_trusted).close('}');
}

void write_timing(json_writer& out, const std::optional<tcp_timing>& timing) {
    if (!timing)
        return out.null();
    out.open('{').member("rtt_us", timing->rtt_us).member("rtt_variance_us", timing->rtt_variance_us).close('}');
}

void write_connection(json_writer& out, const connection_view& connection) {
    out.open('{').member("request_number", connection.request_number).member("age_ms", connection.age_ms);
    write_timing(out.key("tcp_info"), connection.timing);
    out.close('}');
}

void write_syn(json_writer& out, const std::optional<tcp_syn>& syn) {
    if (!syn)
        return out.null();
    out.open('{')
        .member("ip_version", syn->ip_version)
        .member("ttl", syn->ttl)
        .member("estimated_hops", estimated_hops(syn->ttl))
        .member("window", syn->window)
        .member("mss", syn->mss)
        .member("window_scale", syn->window_scale)
        .member("sack_permitted", syn->sack_permitted)
        .member("timestamps", syn->timestamps)
        .close('}');
}

void write_headers(json_writer& out, std::span<const header_field> headers) {
    out.open('[');
    for (const auto& field : headers)
        out.open('{').member("name", field.name).member("value", field.value).close('}');
    out.close(']');
}

void write_request(json_writer& out, const request_view& request) {
    out.open('{')
        .member("method", request.method)
        .member("target", request.target)
        .member("version", request.version == 10 ? "1.0" : "1.1")
        .member("scheme", request.scheme);
    write_headers(out.key("headers"), request.headers);
    out.member("body_bytes", request.body.size())
        .member("body", request.body.substr(0, most_body_bytes))
        .member("body_truncated", request.body.size() > most_body_bytes)
        .close('}');
}

void write_server(json_writer& out, const server_identity& server) {
    out.open('{')
        .member("version", version())
        .text_or_null("hostname", server.hostname)
        .text_or_null("pod_name", server.pod_name)
        .text_or_null("pod_namespace", server.pod_namespace)
        .text_or_null("pod_ip", server.pod_ip)
        .text_or_null("node_name", server.node_name)
        .text_or_null("host_ip", server.host_ip)
        .close('}');
}

void write_evidence(json_writer& out, const echo_report& report) {
    write_proxy_protocol(out.key("proxy_protocol"), report.proxy, report.weight.proxy_protocol);
    out.key("forwarding");
    if (report.forwarding != nullptr)
        write_forwarding(out, *report.forwarding, report.weight);
    else
        write_forwarding(out, read_forwarding(report.request.headers), report.weight);
    write_tls(out.key("tls"), report.tls);
}

} // namespace

void write_endpoint(json_writer& out, const ip_endpoint& endpoint) {
    out.open('{').member("address", endpoint.address.to_string()).member("port", endpoint.port).close('}');
}

void append_json(const echo_report& report, std::string& out) {
    json_writer root(out);
    root.open('{')
        .member("schema", echo_schema)
        .member("client_address", report.client_address.to_string())
        .member("client_address_from", to_string(report.client_address_from))
        .member("client_address_contradiction", report.contradiction);
    write_peer(root.key("peer"), report);
    write_endpoint(root.key("local"), report.connection.local);
    write_evidence(root, report);
    write_connection(root.key("connection"), report.connection);
    write_syn(root.key("syn"), report.connection.syn);
    if (!report.connection.syn)
        root.member("syn_unavailable", report.connection.syn_unavailable);
    write_request(root.key("request"), report.request);
    write_server(root.key("server"), *report.server);
    root.close('}');
    out += '\n';
}

} // namespace srcip
