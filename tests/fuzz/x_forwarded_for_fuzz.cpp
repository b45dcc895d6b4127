#include "fuzz.hpp"

#include <srcip/client_address.hpp>

using namespace srcip;

/// Hops are bounded and hold something; the client found is the peer or one of them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto lines = fuzz::lines_of(fuzz::as_text(data, size));
    const forwarding_headers headers{.x_forwarded_for = parse_x_forwarded_for(lines),
                                     .x_real_ip = parse_x_real_ip(lines)};
    const auto& hops = headers.x_forwarded_for.hops;
    fuzz::require(hops.size() <= max_hops && (headers.x_forwarded_for.omitted == 0 || hops.size() == max_hops));
    for (const auto& hop : hops)
        fuzz::require(hop.address.has_value() == hop.name.empty() && hop.name.size() <= max_hop_text);

    const address_trust trust{.proxies = {*cidr::parse("10.0.0.0/8"), *cidr::parse("2001:db8::/32")}};
    const auto peer = *ip_address::parse("10.0.0.1");
    const auto found = find_client_address(peer, nullptr, headers, trust);
    bool is_a_hop = found.address == peer || headers.x_real_ip->address == found.address;
    for (const auto& hop : hops)
        is_a_hop = is_a_hop || hop.address == found.address;
    fuzz::require(is_a_hop);
    return 0;
}
