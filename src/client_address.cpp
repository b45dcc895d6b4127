#include <srcip/client_address.hpp>

#include <optional>

namespace srcip {
namespace {

/// Where a walk from the right ended.
struct walk_end {
    std::optional<ip_address> address{}; ///< the last one that a trusted party wrote
    std::size_t vouched = 0;             ///< hops that trusted parties wrote
};

const std::optional<ip_address>& address_of(const forwarded_node& hop) { return hop.address; }

const std::optional<ip_address>& address_of(const forwarded_hop& hop) {
    static constexpr std::optional<ip_address> none;
    return hop.for_node ? hop.for_node->address : none;
}

template <class Hop>
walk_end walk(const std::vector<Hop>& hops, const address_trust& trust) {
    walk_end end;
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
        ++end.vouched;
        const auto& address = address_of(*hop);
        if (!address)
            break;
        end.address = address;
        if (!contains(trust.proxies, *address))
            break;
    }
    return end;
}

/// What the fields say when a trusted party sent them, and which of them count.
struct field_evidence {
    field_evidence(const forwarding_headers& headers, const address_trust& trust)
        : has_forwarded(trust.forwarded && headers.forwarded)
        , has_x_forwarded_for(trust.x_forwarded_for && !headers.x_forwarded_for.hops.empty())
        , has_x_real_ip(trust.x_real_ip && headers.x_real_ip && !has_forwarded && !has_x_forwarded_for)
        , well_formed(has_forwarded && headers.forwarded->has_value()) {
        if (well_formed)
            forwarded = walk(**headers.forwarded, trust);
        if (has_x_forwarded_for)
            x_forwarded_for = walk(headers.x_forwarded_for.hops, trust);
        contradiction = has_forwarded && has_x_forwarded_for && forwarded.address != x_forwarded_for.address;
    }

    bool has_forwarded;
    bool has_x_forwarded_for;
    bool has_x_real_ip; ///< and nothing above it
    bool well_formed;   ///< Forwarded is there and keeps to its grammar
    bool contradiction = false;
    walk_end forwarded{};
    walk_end x_forwarded_for{};
};

/// The client when a trusted party sent the fields; `start` when they say nothing that can be believed.
client_address_finding from_fields(client_address_finding start, const forwarding_headers& headers,
                                   const address_trust& trust) {
    const auto believe = [&](const std::optional<ip_address>& address, client_address_source from) {
        return address ? client_address_finding{.address = *address, .from = from} : start;
    };
    const field_evidence fields(headers, trust);
    if (fields.contradiction) {
        start.contradiction = true;
        return start;
    }
    if (fields.has_forwarded)
        return believe(fields.forwarded.address, client_address_source::forwarded);
    if (fields.has_x_forwarded_for)
        return believe(fields.x_forwarded_for.address, client_address_source::x_forwarded_for);
    if (fields.has_x_real_ip)
        return believe(headers.x_real_ip->address, client_address_source::x_real_ip);
    return start;
}

std::optional<ip_endpoint> relayed_source(const proxy_header* proxy) {
    return proxy != nullptr ? proxy->tcp_source() : std::nullopt;
}

field_weight weight(bool believed, std::size_t vouched) { return {believed, believed ? vouched : 0}; }

} // namespace

client_address_finding find_client_address(const ip_address& peer, const proxy_header* proxy,
                                           const forwarding_headers& headers, const address_trust& trust) {
    client_address_finding found{.address = peer};
    if (!contains(trust.proxies, peer))
        return found;
    if (const auto source = relayed_source(proxy)) {
        found = {.address = source->address, .from = client_address_source::proxy_protocol};
        if (!contains(trust.proxies, found.address))
            return found;
    }
    return from_fields(found, headers, trust);
}

evidence_weight weigh_evidence(const ip_address& peer, const proxy_header* proxy, const forwarding_headers& headers,
                               const address_trust& trust) {
    evidence_weight out;
    if (!contains(trust.proxies, peer))
        return out;
    const auto source = relayed_source(proxy);
    out.proxy_protocol = source.has_value();
    if (source && !contains(trust.proxies, source->address))
        return out;
    const field_evidence fields(headers, trust);
    const bool in_order = !fields.contradiction && fields.has_forwarded == fields.well_formed;
    out.forwarded = weight(in_order && fields.has_forwarded, fields.forwarded.vouched);
    out.x_forwarded_for = weight(in_order && fields.has_x_forwarded_for, fields.x_forwarded_for.vouched);
    out.x_real_ip = weight(fields.has_x_real_ip, 1);
    return out;
}

std::string_view to_string(client_address_source source) {
    switch (source) {
    case client_address_source::peer:
        return "peer";
    case client_address_source::proxy_protocol:
        return "proxy_protocol";
    case client_address_source::forwarded:
        return "forwarded";
    case client_address_source::x_forwarded_for:
        return "x_forwarded_for";
    case client_address_source::x_real_ip:
        return "x_real_ip";
    }
    return "unknown";
}

} // namespace srcip
