#include "echoserver/negotiation.hpp"

#include <srcip/ascii.hpp>

#include <algorithm>

namespace srcip::echoserver {
namespace {

/// Cuts what stands before the first `mark` outside of quotes off `text`.
std::string_view cut(std::string_view& text, char mark) {
    bool quoted = false;
    std::size_t i = 0;
    for (; i < text.size() && (quoted || text[i] != mark); ++i) {
        if (quoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
    }
    const auto head = text.substr(0, i);
    text.remove_prefix(std::min(i + 1, text.size()));
    return trim_ows(head);
}

// weight = OWS ";" OWS "q=" ( "0" [ "." *3"0" ] )   (RFC 9110 section 12.4.2)
bool is_zero_weight(std::string_view parameter) {
    if (parameter.size() < 3 || !ascii_iequals(parameter.substr(0, 2), "q="))
        return false;
    return parameter.find_first_not_of("0.", 2) == parameter.npos;
}

bool is_wanted_json(std::string_view range) {
    if (!ascii_iequals(cut(range, ';'), "application/json"))
        return false;
    while (!range.empty())
        if (is_zero_weight(cut(range, ';')))
            return false;
    return true;
}

} // namespace

bool wants_json(std::span<const header_field> headers) {
    for (const auto& field : headers) {
        if (!ascii_iequals(field.name, "accept"))
            continue;
        for (auto ranges = field.value; !ranges.empty();)
            if (is_wanted_json(cut(ranges, ',')))
                return true;
    }
    return false;
}

} // namespace srcip::echoserver
