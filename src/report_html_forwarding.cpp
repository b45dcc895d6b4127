#include "report_html_parts.hpp"

namespace srcip {
namespace {

/// Whether a field counts, and its lines as they came.
void open_card(html_writer& out, markup name, const std::vector<std::string_view>& lines, bool believed) {
    out.raw("<article class=\"card\">\n<h3>").raw(name).raw("</h3>\n");
    if (lines.empty()) {
        out.raw("<p class=\"none\">Not in this request.</p>\n");
        return;
    }
    write_mark(out, standing_of(believed));
    out.raw("\n<h4>As it came</h4>\n<ul class=\"lines\">\n");
    for (const auto line : lines)
        out.raw("<li>").code(line).raw("</li>\n");
    out.raw("</ul>\n");
}

void write_parameters(html_writer&, const forwarded_node&) {}

void write_parameters(html_writer& out, const forwarded_hop& hop) {
    const auto parameter = [&out](markup name, const std::string& value) {
        out.raw("<span class=\"parameter\">").raw(name).raw(" ").code(value).raw("</span>");
    };
    if (hop.by_node)
        parameter("by", hop.by_node->to_string());
    if (hop.host)
        parameter("host", *hop.host);
    if (hop.proto)
        parameter("proto", *hop.proto);
}

void write_hop(html_writer& out, const forwarded_hop& hop) {
    if (hop.for_node)
        out.code(hop.for_node->to_string());
    else
        out.raw("<span class=\"none\">for whom is not said</span>");
}

void write_hop(html_writer& out, const forwarded_node& hop) {
    out.code(hop.to_string());
    if (!hop.address)
        out.raw(" <span class=\"none\">no address</span>");
}

template <class Hop>
void write_hops(html_writer& out, const std::vector<Hop>& hops, std::size_t vouched) {
    if (hops.empty())
        return;
    out.raw("<h4>Hops, nearest to the client first</h4>\n<ol class=\"hops\">\n");
    for (std::size_t i = 0; i < hops.size(); ++i) {
        out.raw("<li>");
        write_hop(out, hops[i]);
        out.raw(" ");
        write_mark(out, standing_of(i + vouched >= hops.size()));
        write_parameters(out, hops[i]);
        out.raw("</li>\n");
    }
    out.raw("</ol>\n");
}

void write_forwarded_card(html_writer& out, const forwarding_headers& forwarding, const field_weight& weight) {
    open_card(out, "Forwarded", forwarding.forwarded_lines, weight.believed);
    if (forwarding.forwarded && !*forwarding.forwarded)
        out.raw("<p class=\"warning\"><b><span aria-hidden=\"true\">⚠ </span>Invalid:</b> ")
            .text(explain_forwarded(forwarding.forwarded_lines))
            .raw("</p>\n");
    else if (forwarding.forwarded)
        write_hops(out, **forwarding.forwarded, weight.vouched);
    out.raw("</article>\n");
}

void write_x_forwarded_for_card(html_writer& out, const forwarding_headers& forwarding, const field_weight& weight) {
    const auto& chain = forwarding.x_forwarded_for;
    open_card(out, "X-Forwarded-For", forwarding.x_forwarded_for_lines, weight.believed);
    if (chain.omitted != 0)
        out.raw("<p>").number(chain.omitted).raw(" hops before these are not shown.</p>\n");
    write_hops(out, chain.hops, weight.vouched);
    out.raw("</article>\n");
}

void write_x_real_ip_card(html_writer& out, const forwarding_headers& forwarding, const field_weight& weight) {
    open_card(out, "X-Real-IP", forwarding.x_real_ip_lines, weight.believed);
    if (forwarding.x_real_ip && !forwarding.x_real_ip->address)
        out.raw("<p class=\"none\">No address.</p>\n");
    out.raw("</article>\n");
}

} // namespace

void write_forwarding_cards(html_writer& out, const forwarding_headers& forwarding, const evidence_weight& weight) {
    out.raw("<div class=\"cards\">\n");
    write_forwarded_card(out, forwarding, weight.forwarded);
    write_x_forwarded_for_card(out, forwarding, weight.x_forwarded_for);
    write_x_real_ip_card(out, forwarding, weight.x_real_ip);
    out.raw("</div>\n");
}

} // namespace srcip
