#include "proxy_protocol_parts.hpp"

#include <algorithm>

namespace srcip::proxy_parts {
namespace {

constexpr std::string_view tcp4 = "TCP4";
constexpr std::string_view tcp6 = "TCP6";
constexpr std::string_view unknown = "UNKNOWN";

/// Whether the word that `rest` begins with is a family's name, or the beginning of one when it may still go on.
bool names_a_family(std::string_view rest) {
    const auto end = rest.find_first_of(" \r\n");
    const auto word = rest.substr(0, end);
    const auto fits = [&](std::string_view name) { return end == rest.npos ? name.starts_with(word) : name == word; };
    return fits(tcp4) || fits(tcp6) || fits(unknown);
}

/// The word up to the next space, which goes too.
std::string_view take_word(std::string_view& rest) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
}

result<ip_address> parse_of_family(bool v6, std::string_view text) {
    // The text decides, not the value: TCP6 may carry ::ffff:192.0.2.1, and that is an IPv4 address here.
    if (v6 != (text.find(':') != text.npos))
        return errc::bad_address;
    return ip_address::parse(text);
}

/// endpoints = address SP address SP port SP port
result<proxy_header> parse_endpoints(bool v6, std::string_view rest) {
    if (std::count(rest.begin(), rest.end(), ' ') != 3)
        return errc::proxy_bad_line;
    const auto source = parse_of_family(v6, take_word(rest));
    const auto destination = parse_of_family(v6, take_word(rest));
    const auto source_port = parse_port(take_word(rest));
    const auto destination_port = parse_port(take_word(rest));
    if (!source || !destination)
        return errc::bad_address;
    if (!source_port || !destination_port)
        return errc::bad_port;
    proxy_header header;
    header.command = proxy_command::proxied;
    header.transport = v6 ? proxy_transport::tcp6 : proxy_transport::tcp4;
    header.source = {*source, *source_port};
    header.destination = {*destination, *destination_port};
    return header;
}

/// line = "PROXY" SP ( ( "TCP4" / "TCP6" ) SP endpoints / "UNKNOWN" [ SP *any ] ) CRLF
/// (section 2.1; `rest` is what stands between the first space and CRLF, and begins with a family)
proxy_decoding decode_line(std::string_view rest, std::size_t consumed) {
    const auto family = take_word(rest);
    auto header = family == unknown ? proxy_header{} : parse_endpoints(family == tcp6, rest);
    if (!header)
        return rejected(static_cast<errc>(header.error().value()));
    header->version = 1;
    return done(consumed, std::move(*header));
}

} // namespace

proxy_decoding decode_v1(bytes_view bytes) {
    const auto text = as_text(bytes.first(std::min(bytes.size(), max_proxy_v1_line)));
    const auto rest = text.substr(v1_signature.size());
    if (!names_a_family(rest))
        return rejected(errc::proxy_bad_family);

    // A CR or LF by itself is refused even where anything else is ignored (UNKNOWN): other readers may end a line
    // there.
    const auto end = std::min(rest.find_first_of("\r\n"), rest.size());
    const auto ending = rest.substr(end, 2);
    if (ending == "\r\n")
        return decode_line(rest.substr(0, end), v1_signature.size() + end + 2);
    if (!ending.empty() && ending != "\r")
        return rejected(errc::proxy_bad_line);
    return text.size() < max_proxy_v1_line ? proxy_decoding{} : rejected(errc::proxy_line_too_long);
}

} // namespace srcip::proxy_parts
