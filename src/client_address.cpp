#include <srcip/client_address.hpp>

#include <span>

namespace srcip {
namespace {

/// A walk from the right: feed it hops; it holds the last address that a trusted one vouched for.
class trusted_walk {
  public:
    explicit trusted_walk(const std::vector<cidr>& trusted)
        : trusted_(trusted) {}

    /// False when the walk is over.
    bool step(const forwarded_node* hop) {
        if (hop == nullptr || !hop->address)
            return false;
        found_ = hop->address;
        return contains(trusted_, *found_);
    }

    const std::optional<ip_address>& found() const { return found_; }

  private:
    const std::vector<cidr>& trusted_;
    std::optional<ip_address> found_;
};

std::optional<ip_address> walk(std::span<const forwarded_hop> hops, const address_trust& trust) {
    trusted_walk walk(trust.proxies);
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop)
        if (!walk.step(hop->for_node ? &*hop->for_node : nullptr))
            break;
    return walk.found();
}

std::optional<ip_address> walk(std::span<const forwarded_node> hops, const address_trust& trust) {
    trusted_walk walk(trust.proxies);
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop)
        if (!walk.step(&*hop))
            break;
    return walk.found();
}

/// The address that a field leads to; nothing when the field is malformed or its nearest hop is no address.
std::optional<ip_address> from_forwarded(const forwarding_headers& headers, const address_trust& trust) {
    const auto& forwarded = *headers.forwarded;
    return forwarded ? walk(std::span(*forwarded), trust) : std::nullopt;
}

/// What the fields say when a trusted address sent them; `start` when they say nothing that can be believed.
client_address_finding from_fields(client_address_finding start, const forwarding_headers& headers,
                                   const address_trust& trust) {
    const auto believe = [&](const std::optional<ip_address>& address, client_address_source from) {
        return address ? client_address_finding{.address = *address, .from = from} : start;
    };
    const bool has_forwarded = trust.forwarded && headers.forwarded;
    const bool has_x_forwarded_for = trust.x_forwarded_for && !headers.x_forwarded_for.hops.empty();
    const auto forwarded = has_forwarded ? from_forwarded(headers, trust) : std::nullopt;
    const auto x_forwarded_for = walk(std::span(headers.x_forwarded_for.hops), trust);
    if (has_forwarded && has_x_forwarded_for && forwarded != x_forwarded_for) {
        start.contradiction = true;
        return start;
    }
    if (has_forwarded)
        return believe(forwarded, client_address_source::forwarded);
    if (has_x_forwarded_for)
        return believe(x_forwarded_for, client_address_source::x_forwarded_for);
    if (trust.x_real_ip && headers.x_real_ip)
        return believe(headers.x_real_ip->address, client_address_source::x_real_ip);
    return start;
}

} // namespace

client_address_finding find_client_address(const ip_address& peer, const proxy_header* proxy,
                                           const forwarding_headers& headers, const address_trust& trust) {
    client_address_finding found{.address = peer};
    if (!contains(trust.proxies, peer))
        return found;
    if (const auto source = proxy != nullptr ? proxy->tcp_source() : std::nullopt) {
        found = {.address = source->address, .from = client_address_source::proxy_protocol};
        if (!contains(trust.proxies, found.address))
            return found;
    }
    return from_fields(found, headers, trust);
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
