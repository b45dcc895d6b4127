#include "probe/forwarded_fields.hpp"

#include <srcip/ascii.hpp>

#include <algorithm>
#include <array>

namespace srcip::probe {

namespace {

/// An address as proxies write it: bare, with a port, or in brackets.
bool names(std::string_view text, const ip_address& own) {
    if (const auto bare = ip_address::parse(text))
        return *bare == own;
    if (const auto endpoint = ip_endpoint::parse(text))
        return endpoint->address == own;
    if (!text.starts_with('[') || !text.ends_with(']'))
        return false;
    const auto bracketed = ip_address::parse(text.substr(1, text.size() - 2));
    return bracketed && *bracketed == own;
}

/// RFC 7239 section 4: forwarded-pair = token "=" value; value = token / quoted-string. The address is for=.
std::string_view for_value(std::string_view pair) {
    if (pair.size() < 4 || !ascii_iequals(pair.substr(0, 4), "for="))
        return {};
    pair.remove_prefix(4);
    if (pair.size() >= 2 && pair.starts_with('"') && pair.ends_with('"'))
        pair = pair.substr(1, pair.size() - 2);
    return pair;
}

/// X-Forwarded-For is a list at commas; Forwarded one at commas and, within, at semicolons. No quoted string that
/// holds an address holds either, so quotes need no care here.
bool value_names(std::string_view value, bool is_forwarded, const ip_address& own) {
    while (!value.empty()) {
        const std::size_t end = value.find_first_of(is_forwarded ? ",;" : ",");
        const std::string_view item = trim_ows(value.substr(0, end));
        if (names(is_forwarded ? for_value(item) : item, own))
            return true;
        value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
    }
    return false;
}

} // namespace

forwarded_fields find_forwarded_fields(const std::vector<std::pair<std::string, std::string>>& headers,
                                       const ip_address& own) {
    static constexpr std::array<std::string_view, 3> fields{"x-forwarded-for", "forwarded", "x-real-ip"};
    forwarded_fields found;
    for (const std::string_view field : fields)
        for (const auto& [name, value] : headers) {
            if (!ascii_iequals(name, field))
                continue;
            if (found.first.empty())
                found.first = field;
            if (found.carries.empty() && value_names(value, field == "forwarded", own))
                found.carries = field;
        }
    return found;
}

} // namespace srcip::probe
