#include "forwarded_node.hpp"

#include <srcip/ascii.hpp>

#include <algorithm>
#include <charconv>

namespace srcip {
namespace {

bool is_obfuscated(std::string_view text) {
    return text.size() > 1 && text.front() == '_' && std::all_of(text.begin(), text.end(), [](char c) {
               return is_ascii_alpha(c) || is_ascii_digit(c) || c == '.' || c == '_' || c == '-';
           });
}

/// port = 1*5DIGIT: leading zeros are allowed here, unlike everywhere else.
std::optional<std::uint16_t> parse_node_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, port);
    if (text.empty() || text.size() > 5 || error != std::errc{} || stop != end)
        return std::nullopt;
    return port;
}

/// Where the nodename ends: before the colon of a port, if there is one.
std::size_t end_of_name(std::string_view text) {
    const auto from = text.starts_with('[') ? text.find(']') : 0;
    return from == text.npos ? text.size() : std::min(text.find(':', from), text.size());
}

bool parse_name(std::string_view text, forwarded_node& node) {
    const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
    const auto bare = bracketed ? text.substr(1, text.size() - 2) : text;
    if (const auto address = ip_address::parse(bare)) {
        node.address = *address;
        return bracketed == (bare.find(':') != bare.npos);
    }
    node.name = text;
    return is_obfuscated(text) || ascii_iequals(text, "unknown");
}

bool parse_port_part(std::string_view text, forwarded_node& node) {
    node.port = parse_node_port(text);
    if (!node.port)
        node.obfuscated_port = text;
    return node.port || is_obfuscated(text);
}

} // namespace

// RFC 7239 section 6:
//   node     = nodename [ ":" node-port ]
//   nodename = IPv4address / "[" IPv6address "]" / "unknown" / obfnode
//   node-port = port / obfport
//   port     = 1*5DIGIT
//   obfnode, obfport = "_" 1*( ALPHA / DIGIT / "." / "_" / "-" )
std::optional<forwarded_node> parse_forwarded_node(std::string_view text) {
    forwarded_node node;
    const auto end = end_of_name(text);
    if (!parse_name(text.substr(0, end), node))
        return std::nullopt;
    if (end < text.size() && !parse_port_part(text.substr(end + 1), node))
        return std::nullopt;
    return node;
}

std::string forwarded_node::to_string() const {
    std::string out = name;
    if (address)
        out = address->is_v6() ? '[' + address->to_string() + ']' : address->to_string();
    if (port)
        out += ':' + std::to_string(*port);
    else if (!obfuscated_port.empty())
        out += ':' + obfuscated_port;
    return out;
}

} // namespace srcip
