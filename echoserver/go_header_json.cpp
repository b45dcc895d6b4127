#include "echoserver/go_header_json.hpp"

#include <srcip/ascii.hpp>
#include <srcip/utf8.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <map>

namespace srcip::echoserver {
namespace {

namespace json = boost::json;

bool is_kept_elsewhere(std::string_view name) {
    return ascii_iequals(name, "host") || ascii_iequals(name, "transfer-encoding");
}

std::string canonical(std::string_view name) {
    std::string out;
    bool upper = true;
    for (const char c : name) {
        const char lower = ascii_lower(c);
        out += upper && is_ascii_alpha(c) ? static_cast<char>(lower - ('a' - 'A')) : lower;
        upper = c == '-';
    }
    return out;
}

} // namespace

std::string go_header_json(std::span<const header_field> headers) {
    std::map<std::string, json::array> sorted;
    for (const auto& field : headers) {
        if (is_kept_elsewhere(field.name))
            continue;
        std::string value;
        append_valid_utf8(field.value, value);
        sorted[canonical(field.name)].emplace_back(value);
    }
    json::object out;
    for (auto& [name, values] : sorted)
        out.emplace(name, std::move(values));
    return json::serialize(out);
}

std::string_view go_header_value(std::span<const header_field> headers, std::string_view name) {
    for (const auto& field : headers)
        if (ascii_iequals(field.name, name) && !is_kept_elsewhere(field.name))
            return field.value;
    return {};
}

} // namespace srcip::echoserver
