#include "report_json_parts.hpp"

namespace srcip {
namespace {

void write_lines(json_writer& out, const std::vector<std::string_view>& lines) {
    out.open('[');
    for (const auto line : lines)
        out.value(line);
    out.close(']');
}

std::optional<std::string> address_text(const forwarded_node& node) {
    return node.address ? std::optional(node.address->to_string()) : std::nullopt;
}

void write_node_members(json_writer& out, const forwarded_node& node) {
    out.member("text", node.to_string()).member("address", address_text(node)).member("port", node.port);
}

void write_node(json_writer& out, const std::optional<forwarded_node>& node) {
    if (!node)
        return out.null();
    out.open('{');
    write_node_members(out, *node);
    out.close('}');
}

void write_members(json_writer& out, const forwarded_hop& hop) {
    write_node(out.key("for"), hop.for_node);
    write_node(out.key("by"), hop.by_node);
    out.member("host", hop.host).member("proto", hop.proto);
}

void write_members(json_writer& out, const forwarded_node& hop) { write_node_members(out, hop); }

template <class Hop>
void write_hops(json_writer& out, const std::vector<Hop>& hops, std::size_t vouched) {
    out.open('[');
    for (std::size_t i = 0; i < hops.size(); ++i) {
        out.open('{');
        write_members(out, hops[i]);
        out.member("vouched", i + vouched >= hops.size()).close('}');
    }
    out.close(']');
}

void write_forwarded(json_writer& out, const forwarding_headers& headers, const field_weight& weight) {
    if (!headers.forwarded)
        return out.null();
    const auto& hops = *headers.forwarded;
    out.open('{').member("believed", weight.believed);
    write_lines(out.key("lines"), headers.forwarded_lines);
    out.member("valid", hops.has_value()).text_or_null("error", hops ? "" : explain_forwarded(headers.forwarded_lines));
    write_hops(out.key("hops"), hops ? *hops : std::vector<forwarded_hop>(), weight.vouched);
    out.close('}');
}

void write_x_forwarded_for(json_writer& out, const forwarding_headers& headers, const field_weight& weight) {
    if (headers.x_forwarded_for_lines.empty())
        return out.null();
    out.open('{').member("believed", weight.believed);
    write_lines(out.key("lines"), headers.x_forwarded_for_lines);
    write_hops(out.key("hops"), headers.x_forwarded_for.hops, weight.vouched);
    out.member("omitted", headers.x_forwarded_for.omitted).close('}');
}

void write_x_real_ip(json_writer& out, const forwarding_headers& headers, const field_weight& weight) {
    if (!headers.x_real_ip)
        return out.null();
    out.open('{').member("believed", weight.believed);
    write_lines(out.key("lines"), headers.x_real_ip_lines);
    write_node_members(out, *headers.x_real_ip);
    out.close('}');
}

} // namespace

void write_forwarding(json_writer& out, const forwarding_headers& headers, const evidence_weight& weight) {
    out.open('{');
    write_forwarded(out.key("forwarded"), headers, weight.forwarded);
    write_x_forwarded_for(out.key("x_forwarded_for"), headers, weight.x_forwarded_for);
    write_x_real_ip(out.key("x_real_ip"), headers, weight.x_real_ip);
    out.close('}');
}

} // namespace srcip
