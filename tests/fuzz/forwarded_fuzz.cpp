#include "fuzz.hpp"

#include <srcip/client_address.hpp>

using namespace srcip;

/// Every node of a valid field is one again when it is written, and the walk copes with any chain.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto lines = fuzz::lines_of(fuzz::as_text(data, size));
    forwarding_headers headers;
    headers.forwarded = parse_forwarded(lines);
    const auto& hops = *headers.forwarded;
    fuzz::require(!hops || (!hops->empty() && hops->size() <= max_hops));
    for (const auto& hop : hops ? *hops : std::vector<forwarded_hop>()) {
        if (!hop.for_node)
            continue;
        const auto written = "for=\"" + hop.for_node->to_string() + '"';
        const std::string_view line = written;
        const auto again = parse_forwarded(std::span(&line, 1));
        fuzz::require(again && again->size() == 1 && again->front().for_node == hop.for_node);
    }

    headers.x_forwarded_for = parse_x_forwarded_for(lines);
    const address_trust trust{.proxies = {*cidr::parse("10.0.0.0/8")}};
    const auto peer = *ip_address::parse("10.0.0.1");
    const auto found = find_client_address(peer, nullptr, headers, trust);
    fuzz::require(!found.contradiction || found.address == peer);
    return 0;
}
