#pragma once

#include <srcip/address.hpp>
#include <srcip/cidr.hpp>
#include <srcip/header_chain.hpp>
#include <srcip/proxy_protocol.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace srcip {

/// Which evidence client_address rests on.
enum class client_address_source {
    peer,            ///< the other end of the TCP connection
    proxy_protocol,  ///< the PROXY header's source
    forwarded,       ///< a hop of Forwarded
    x_forwarded_for, ///< a hop of X-Forwarded-For
    x_real_ip,
};

/// "peer", "proxy_protocol", "forwarded", "x_forwarded_for", "x_real_ip".
std::string_view to_string(client_address_source source);

/// Whose word counts, and which fields those write. A proxy passes on the fields that it does not write itself just as
/// its client sent them: where it is known which one the proxies write, the others should be off.
struct address_trust {
    std::vector<cidr> proxies{}; ///< none: only the peer counts
    bool forwarded = true;
    bool x_forwarded_for = true;
    bool x_real_ip = true;
};

struct client_address_finding {
    ip_address address{};
    client_address_source from = client_address_source::peer;
    /// Forwarded and X-Forwarded-For came from a trusted address but cannot both be right (or Forwarded is malformed),
    /// so neither was believed.
    bool contradiction = false;

    friend bool operator==(const client_address_finding&, const client_address_finding&) = default;
};

/// Finds the client as far as trusted parties vouch for it, starting from the peer:
///
/// 1. A peer that is not trusted is the client.
/// 2. The PROXY header of a trusted peer, when it is a relayed TCP connection's, gives the next address.
/// 3. When that address (or the peer, without such a header) is trusted too, the hops of the fields are walked from
///    the right, the end the nearest proxy writes: each hop is the client as long as those to its right are trusted;
///    a hop that is no address ends the walk, and the one to its right stands.
///
/// Forwarded and X-Forwarded-For are walked both. When they lead to the same address, or there is only one, that is the
/// client (said to be from Forwarded when both). When they differ, or Forwarded is malformed beside an X-Forwarded-For,
/// one of them may be the client's own forgery and nothing says which: then neither moves the address.
/// X-Real-IP counts only when neither is there.
///
/// `proxy` may be null. A chain whose hops were all trusted ends with its leftmost.
client_address_finding find_client_address(const ip_address& peer, const proxy_header* proxy,
                                           const forwarding_headers& headers, const address_trust& trust);

/// How much of one field counts.
struct field_weight {
    /// A trusted party sent it, it is heeded, well-formed, not contradicted, and no field above it is there: what it
    /// says of its nearest hops moves client_address, as far as they are addresses.
    bool believed = false;
    /// How many hops at the right end a trusted party wrote: none unless the field is believed. The others are whatever
    /// somebody sent to those.
    std::size_t vouched = 0;

    friend bool operator==(const field_weight&, const field_weight&) = default;
};

/// How much of each piece of evidence counts; what does not is a claim.
struct evidence_weight {
    bool proxy_protocol = false; ///< believed: it is a trusted peer's, and of a relayed TCP connection
    field_weight forwarded{};
    field_weight x_forwarded_for{};
    field_weight x_real_ip{};

    friend bool operator==(const evidence_weight&, const evidence_weight&) = default;
};

/// Weighs what find_client_address() rests on, by the same rules: for reports that show all the evidence.
evidence_weight weigh_evidence(const ip_address& peer, const proxy_header* proxy, const forwarding_headers& headers,
                               const address_trust& trust);

} // namespace srcip
