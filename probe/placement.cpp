#include "probe/placement.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <tuple>

namespace srcip::probe {

namespace {

/// Takes a decimal number off the front of `text`.
std::optional<unsigned> take_number(std::string_view& text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

/// Whether "v1.20.2" is 1.`minor` or later.
presence is_at_least(std::string_view server_version, unsigned minor) {
    if (server_version.starts_with('v'))
        server_version.remove_prefix(1);
    const auto given_major = take_number(server_version);
    if (!given_major || !server_version.starts_with('.'))
        return presence::unknown;
    server_version.remove_prefix(1);
    const auto given_minor = take_number(server_version);
    if (!given_minor || *given_major == 0) // a build without a tag calls itself v0.0.0
        return presence::unknown;
    return std::tie(*given_major, *given_minor) >= std::tuple(1U, minor) ? presence::yes : presence::no;
}

std::string_view node_of(const endpoint_facts& endpoint, const address_book& book) {
    if (!endpoint.node_name.empty())
        return endpoint.node_name;
    if (const std::string_view node = book.node_at(endpoint.address); !node.empty())
        return node;
    if (const pod_facts* pod = book.pod_at(endpoint.address))
        return pod->node_name;
    return book.pod_range_at(endpoint.address);
}

bool is_us(const endpoint_facts& endpoint, const vantage& from) {
    if (from.kind != vantage_kind::pod)
        return false;
    if (!from.pod.empty() && from.pod == endpoint.pod_namespace + '/' + endpoint.pod_name)
        return true;
    return std::find(from.addresses.begin(), from.addresses.end(), endpoint.address) != from.addresses.end();
}

/// Addresses that the public Internet does not route: RFC 1918, RFC 6598, RFC 4193.
bool is_private(const ip_address& address) {
    static const std::array ranges{
        cidr::parse("10.0.0.0/8").value(),     cidr::parse("172.16.0.0/12").value(),
        cidr::parse("192.168.0.0/16").value(), cidr::parse("100.64.0.0/10").value(),
        cidr::parse("fc00::/7").value(),
    };
    return std::any_of(ranges.begin(), ranges.end(), [&](const cidr& range) { return range.contains(address); });
}

bool is_within(const std::vector<cidr>& ranges, const cidr& network) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const cidr& range) {
        return range.prefix_length() <= network.prefix_length() && range.contains(network.network());
    });
}

bool overlaps(const std::vector<cidr>& ranges, const cidr& network) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const cidr& range) {
        return range.contains(network.network()) || network.contains(range.network());
    });
}

} // namespace

presence serves_while_terminating(std::string_view server_version) { return is_at_least(server_version, 26); }

bool promises_external_ips_inside(std::string_view server_version) {
    return is_at_least(server_version, 26) == presence::yes;
}

placement::placement(const service_facts& service, bool v4, presence fallback, const address_book& book,
                     const vantage& from)
    : fallback_(fallback)
    , known_(service.endpoints_known) {
    for (const endpoint_facts& endpoint : service.endpoints)
        if (endpoint.address.is_v4() == v4)
            add(endpoint, book);
    includes_us_ =
        std::any_of(entries_.begin(), entries_.end(), [&](const entry& e) { return is_us(*e.endpoint, from); });
    std::stable_sort(entries_.begin(), entries_.end(), [](const entry& a, const entry& b) {
        return std::tuple(a.node, !a.ready) < std::tuple(b.node, !b.ready);
    });
}

void placement::add(const endpoint_facts& endpoint, const address_book& book) {
    const bool draining = endpoint.serving && endpoint.terminating;
    if (!endpoint.ready && (!draining || fallback_ == presence::no))
        return;
    any_ready_ = any_ready_ || endpoint.ready;
    entries_.push_back({&endpoint, node_of(endpoint, book), endpoint.ready});
}

presence placement::anywhere() const {
    if (!known_)
        return presence::unknown;
    if (entries_.empty())
        return presence::no;
    return any_ready_ ? presence::yes : fallback_;
}

presence placement::on(std::string_view node) const {
    if (!known_ || node.empty())
        return presence::unknown;
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), node,
                                     [](const entry& e, std::string_view key) { return e.node < key; });
    if (at != entries_.end() && at->node == node)
        return at->ready ? presence::yes : fallback_;
    // The unknown nodes' name is empty, so theirs are the first.
    const bool unplaced = !entries_.empty() && entries_.front().node.empty();
    return unplaced ? presence::unknown : presence::no;
}

admission admitted(const std::vector<cidr>& ranges, const vantage& from, const ip_address& target) {
    const auto admits_all = [&](const cidr& range) {
        return range.prefix_length() == 0 && range.network().is_v4() == target.is_v4();
    };
    if (ranges.empty() || std::any_of(ranges.begin(), ranges.end(), admits_all))
        return admission::admitted;
    bool some = false;
    bool all = true;
    bool none = true;
    const auto count = [&](bool inside, bool outside) {
        some = true;
        all = all && inside;
        none = none && outside;
    };
    for (const cidr& source : from.sources)
        if (source.network().is_v4() == target.is_v4())
            count(is_within(ranges, source), !overlaps(ranges, source));
    for (const ip_address& own : from.addresses) {
        if (own.is_v4() != target.is_v4() || !from.sources.empty())
            continue;
        if (from.kind == vantage_kind::outside && is_private(own) && !is_private(target))
            return admission::unclear;
        const bool inside = contains(ranges, own);
        count(inside, !inside);
    }
    if (!some || (!all && !none))
        return admission::unclear;
    return all ? admission::admitted : admission::refused;
}

} // namespace srcip::probe
