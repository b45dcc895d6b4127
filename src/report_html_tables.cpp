#include "report_html_parts.hpp"

#include <srcip/version.hpp>

#include <algorithm>

namespace srcip {
namespace {

/// Of a body: bytes.
constexpr std::size_t most_body_bytes = 4096;

html_writer& open_card(html_writer& out, markup title) {
    return out.raw("<section class=\"card\">\n<h2>").raw(title).raw("</h2>\n");
}

void close_card(html_writer& out) { out.raw("</section>\n"); }

html_writer& open_table(html_writer& out) { return out.raw("<table>\n"); }
html_writer& close_table(html_writer& out) { return out.raw("</table>\n"); }

/// Line by line: within one, everything but its text is spelled out.
void write_lines(html_writer& out, std::string_view text) {
    while (!text.empty()) {
        const auto end = text.find('\n');
        out.text(text.substr(0, end)).raw("\n");
        text.remove_prefix(std::min(text.size(), end == text.npos ? end : end + 1));
    }
}

void write_body(html_writer& out, std::string_view body) {
    out.raw("<h3>Body</h3>\n");
    if (body.size() > most_body_bytes)
        out.raw("<p>Its first ").number(most_body_bytes).raw(" bytes.</p>\n");
    out.raw("<pre tabindex=\"0\" role=\"region\" aria-label=\"Body\">");
    write_lines(out, body.substr(0, most_body_bytes));
    out.raw("</pre>\n");
}

} // namespace

void write_connection_card(html_writer& out, const echo_report& report) {
    const auto& connection = report.connection;
    open_table(open_card(out, "Connection"));
    out.address_row("Peer", connection.peer.to_string());
    out.words_row("Peer is", report.peer_is_trusted ? markup("a trusted proxy") : markup("not a trusted proxy"));
    out.address_row("Local end", connection.local.to_string());
    out.number_row("Request number", connection.request_number);
    out.number_row("Age", connection.age_ms, " ms");
    if (connection.timing) {
        out.number_row("Round trip", connection.timing->rtt_us, " µs");
        out.number_row("Its variance", connection.timing->rtt_variance_us, " µs");
    }
    close_card(close_table(out));
}

void write_syn_card(html_writer& out, const connection_view& connection) {
    open_card(out, "SYN as it arrived");
    if (!connection.syn) {
        out.raw("<p class=\"none\">Not known: ").text(connection.syn_unavailable).raw("</p>\n");
        return close_card(out);
    }
    const auto& syn = *connection.syn;
    open_table(out);
    out.number_row("IP version", syn.ip_version);
    out.number_row(syn.ip_version == 6 ? markup("Hop limit") : markup("TTL"), syn.ttl);
    out.number_row("Routers passed", estimated_hops(syn.ttl), " (a guess)");
    out.number_row("Window", syn.window, " bytes");
    if (syn.mss)
        out.number_row("MSS", *syn.mss, " bytes");
    if (syn.window_scale)
        out.number_row("Window scale", *syn.window_scale);
    out.flag_row("SACK permitted", syn.sack_permitted);
    out.flag_row("Timestamps", syn.timestamps);
    close_card(close_table(out));
}

void write_request_card(html_writer& out, const request_view& request) {
    open_table(open_card(out, "Request"));
    out.row("Method", request.method);
    out.row("Target", request.target);
    out.row("Version", request.version == 10 ? "HTTP/1.0" : "HTTP/1.1");
    out.row("Scheme", request.scheme);
    if (request.body.data() == nullptr)
        out.words_row("Body", "none");
    else
        out.number_row("Body", request.body.size(), " bytes");
    close_table(out);
    if (!request.body.empty())
        write_body(out, request.body);
    close_card(out);
}

void write_headers_card(html_writer& out, const request_view& request) {
    open_card(out, "Header fields, in the order they came");
    out.raw(
        "<table class=\"headers\">\n<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Value</th></tr></thead>\n");
    out.raw("<tbody>\n");
    for (const auto& field : request.headers) {
        out.raw("<tr><th scope=\"row\">").code(field.name).raw("</th><td>").code(field.value);
        out.close_row();
    }
    out.raw("</tbody>\n");
    close_card(close_table(out));
}

void write_server_card(html_writer& out, const echo_report& report) {
    const auto& server = *report.server;
    open_table(open_card(out, "This server"));
    out.row("Version", version());
    out.row_if_known("Host name", server.hostname);
    out.row_if_known("Pod", server.pod_name);
    out.row_if_known("Namespace", server.pod_namespace);
    out.row_if_known("Pod address", server.pod_ip);
    out.row_if_known("Node", server.node_name);
    out.row_if_known("Node address", server.host_ip);
    out.number_row("Listening port", report.listening_port);
    close_card(close_table(out));
}

} // namespace srcip
