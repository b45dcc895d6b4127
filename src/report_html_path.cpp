#include "report_html_parts.hpp"

#include <algorithm>
#include <vector>

namespace srcip {
namespace {

/// One party of the drawn path.
struct party {
    markup role;
    std::string who;
    markup source; ///< what names it
    standing how;
    bool is_client = false;
};

/// Longer paths are drawn without their far end, which is a claim.
constexpr std::size_t most_drawn = 5;

/// The hops of the field that the path is drawn by.
struct drawn_field {
    markup name;
    std::vector<forwarded_node> hops{}; ///< nearest to the client first
    field_weight weight{};
    client_address_source source{};
};

/// Forwarded's elements as nodes: one that does not say for whom is nobody known.
std::vector<forwarded_node> nodes_of(const std::vector<forwarded_hop>& hops) {
    std::vector<forwarded_node> out;
    out.reserve(hops.size());
    for (const auto& hop : hops)
        out.push_back(hop.for_node.value_or(forwarded_node{.name = "not said"}));
    return out;
}

std::vector<drawn_field> fields_of(const forwarding_headers& forwarding, const evidence_weight& weight) {
    std::vector<drawn_field> out;
    if (forwarding.forwarded && *forwarding.forwarded)
        out.push_back(
            {"Forwarded", nodes_of(**forwarding.forwarded), weight.forwarded, client_address_source::forwarded});
    if (!forwarding.x_forwarded_for.hops.empty())
        out.push_back({"X-Forwarded-For", forwarding.x_forwarded_for.hops, weight.x_forwarded_for,
                       client_address_source::x_forwarded_for});
    if (forwarding.x_real_ip)
        out.push_back({"X-Real-IP", {*forwarding.x_real_ip}, weight.x_real_ip, client_address_source::x_real_ip});
    return out;
}

/// The first that is believed, or else the first. Fields that contradict each other draw no one path.
std::optional<drawn_field> field_to_draw(const echo_report& report, const forwarding_headers& forwarding) {
    auto fields = fields_of(forwarding, report.weight);
    if (fields.empty() || report.contradiction)
        return std::nullopt;
    const auto believed =
        std::find_if(fields.begin(), fields.end(), [](const drawn_field& field) { return field.weight.believed; });
    return std::move(believed == fields.end() ? fields.front() : *believed);
}

markup role_of(bool vouched) { return vouched ? markup("Trusted proxy") : markup("Claimed hop"); }

void add_hops(const drawn_field& field, const echo_report& report, std::vector<party>& out) {
    const auto first = field.hops.size() - std::min(most_drawn, field.hops.size());
    bool client_found = field.source != report.client_address_from;
    for (auto i = first; i < field.hops.size(); ++i) {
        const auto& hop = field.hops[i];
        const bool vouched = i + field.weight.vouched >= field.hops.size();
        const bool is_client = vouched && hop.address && !client_found;
        client_found = client_found || is_client;
        const bool stranger = vouched && !hop.address;
        out.push_back({is_client  ? markup("Client")
                       : stranger ? markup("Somebody without an address")
                                  : role_of(vouched),
                       hop.to_string(), field.name, standing_of(vouched), is_client});
    }
}

void add_proxy_source(const echo_report& report, std::vector<party>& out) {
    const auto source = report.proxy != nullptr ? report.proxy->tcp_source() : std::nullopt;
    if (!source)
        return;
    const bool is_client = report.client_address_from == client_address_source::proxy_protocol;
    const bool believed = report.weight.proxy_protocol;
    out.push_back({is_client ? markup("Client") : role_of(believed), source->to_string(), "PROXY header",
                   standing_of(believed), is_client});
}

std::vector<party> parties_of(const echo_report& report, const std::optional<drawn_field>& field) {
    std::vector<party> out;
    if (field)
        add_hops(*field, report, out);
    add_proxy_source(report, out);
    const bool is_client = report.client_address_from == client_address_source::peer;
    const markup role = is_client ? report.peer_is_trusted ? markup("Client, a trusted proxy") : markup("Client")
                        : report.peer_is_trusted ? markup("Trusted proxy")
                                                 : markup("Peer");
    out.push_back({role, report.connection.peer.to_string(), "TCP peer", standing::seen, is_client});
    out.push_back({"This server", report.connection.local.to_string(), "TCP local end", standing::seen});
    return out;
}

markup class_of(const party& who) {
    if (who.is_client)
        return who.how == standing::seen ? markup("seen client") : markup("vouched client");
    switch (who.how) {
    case standing::seen:
        return "seen";
    case standing::vouched:
        return "vouched";
    case standing::claim:
        break;
    }
    return "claim";
}

void write_party(html_writer& out, const party& who) {
    out.raw("<li class=\"")
        .raw(class_of(who))
        .raw("\"><div><p class=\"role\">")
        .raw(who.role)
        .raw("</p><p class=\"who\">");
    out.code(who.who).raw("</p><p class=\"how\">");
    write_mark(out, who.how);
    out.raw(" <span>").raw(who.source).raw("</span></p></div></li>\n");
}

void write_not_drawn(html_writer& out, const drawn_field& field, std::size_t omitted) {
    const auto count = field.hops.size() - std::min(most_drawn, field.hops.size()) + omitted;
    if (count == 0)
        return;
    out.raw("<li class=\"claim\"><div><p class=\"role\">Earlier hops</p><p class=\"who\">").number(count);
    out.raw(" more</p><p class=\"how\"><span>").raw(field.name).raw("</span></p></div></li>\n");
}

} // namespace

void write_path(html_writer& out, const echo_report& report, const forwarding_headers& forwarding) {
    out.raw(
        "<section class=\"wide\" aria-labelledby=\"path\">\n<h2 id=\"path\">The way here</h2>\n<ol class=\"path\">\n");
    const auto field = field_to_draw(report, forwarding);
    if (field)
        write_not_drawn(out, *field,
                        field->source == client_address_source::x_forwarded_for ? forwarding.x_forwarded_for.omitted
                                                                                : 0);
    for (const auto& who : parties_of(report, field))
        write_party(out, who);
    out.raw("</ol>\n<p class=\"legend\">");
    write_mark(out, standing::seen);
    out.raw(" by this server itself. ");
    write_mark(out, standing::vouched);
    out.raw(" by a trusted proxy. ");
    write_mark(out, standing::claim);
    out.raw(" of somebody who is not trusted, and may be forged.</p>\n</section>\n");
}

} // namespace srcip
