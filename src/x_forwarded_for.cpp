#include <srcip/header_chain.hpp>

#include <srcip/ascii.hpp>

#include <algorithm>

namespace srcip {
namespace {

/// A bare IPv6 address has colons of its own, so the address comes first and the port only where brackets or dots tell.
forwarded_node parse_element(std::string_view text) {
    forwarded_node node;
    const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
    const auto bare = bracketed ? text.substr(1, text.size() - 2) : text;
    const bool v6_in_brackets = !bracketed || bare.find(':') != bare.npos;
    if (const auto address = ip_address::parse(bare); address && v6_in_brackets) {
        node.address = *address;
    } else if (const auto endpoint = ip_endpoint::parse(text)) {
        node.address = endpoint->address;
        node.port = endpoint->port;
    } else {
        node.name = text.substr(0, max_hop_text);
    }
    return node;
}

/// Cuts the last element off `line`.
std::string_view take_last(std::string_view& line) {
    const auto comma = line.rfind(',');
    const auto element = comma == line.npos ? line : line.substr(comma + 1);
    line = comma == line.npos ? std::string_view() : line.substr(0, comma);
    return trim_ows(element);
}

} // namespace

x_forwarded_for_chain parse_x_forwarded_for(std::span<const std::string_view> lines) {
    x_forwarded_for_chain chain;
    // From the right, where the nearest proxy writes: what a client puts in front cannot push that out.
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
        for (auto rest = *line; !rest.empty();) {
            const auto element = take_last(rest);
            if (element.empty())
                continue;
            if (chain.hops.size() < max_hops)
                chain.hops.push_back(parse_element(element));
            else
                ++chain.omitted;
        }
    std::reverse(chain.hops.begin(), chain.hops.end());
    return chain;
}

std::optional<forwarded_node> parse_x_real_ip(std::span<const std::string_view> lines) {
    if (lines.empty())
        return std::nullopt;
    if (lines.size() == 1)
        return parse_element(trim_ows(lines.front()));
    std::string all;
    for (const auto line : lines)
        all.append(all.empty() ? "" : ", ").append(line.substr(0, max_hop_text));
    all.resize(std::min(all.size(), max_hop_text));
    return forwarded_node{.name = all};
}

} // namespace srcip
