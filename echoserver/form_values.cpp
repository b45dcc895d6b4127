#include "echoserver/form_values.hpp"

#include <srcip/ascii.hpp>
#include <srcip/report_text.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace srcip::echoserver {
namespace {

// pairs = [ pair ] *( "&" [ pair ] ) ; pair = name [ "=" value ]   (URL Standard section 5.1)

/// Takes the next pair off `rest`; pairs may be empty.
std::string_view next_pair(std::string_view& rest) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return pair;
}

char hex_value(char digit) {
    const char c = ascii_lower(digit);
    return static_cast<char>(is_ascii_digit(c) ? c - '0' : c - 'a' + 10);
}

bool is_decodable(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ';')
            return false;
        if (text[i] == '%' && (i + 2 >= text.size() || !is_ascii_hex(text[i + 1]) || !is_ascii_hex(text[i + 2])))
            return false;
    }
    return true;
}

/// Of text that is_decodable().
std::string decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        out += static_cast<char>(hex_value(text[i + 1]) << 4 | hex_value(text[i + 2]));
        i += 2;
    }
    return out;
}

bool is_named(std::string_view coded, std::string_view name) {
    if (coded.find_first_of("%+") == coded.npos)
        return coded == name;
    return is_decodable(coded) && decoded(coded) == name;
}

std::optional<std::string> find(std::string_view pairs, std::string_view name) {
    while (!pairs.empty()) {
        const auto pair = next_pair(pairs);
        const auto equals = pair.find('=');
        const bool has_value = equals != pair.npos;
        if (!is_named(has_value ? pair.substr(0, equals) : pair, name))
            continue;
        const auto value = has_value ? pair.substr(equals + 1) : std::string_view();
        return is_decodable(value) ? decoded(value) : std::string();
    }
    return std::nullopt;
}

bool carries_a_form(const request_view& request) {
    constexpr std::array<std::string_view, 3> methods{"POST", "PUT", "PATCH"};
    if (std::find(methods.begin(), methods.end(), request.method) == methods.end())
        return false;
    const auto type = std::find_if(request.headers.begin(), request.headers.end(),
                                   [](const header_field& field) { return ascii_iequals(field.name, "content-type"); });
    return type != request.headers.end() &&
           ascii_iequals(trim_ows(type->value.substr(0, type->value.find(';'))), "application/x-www-form-urlencoded");
}

std::string_view query_of(std::string_view target) {
    auto path = target_path(target);
    path = path.substr(0, path.find('#'));
    const auto mark = std::min(path.find('?'), path.size());
    return path.substr(std::min(mark + 1, path.size()));
}

} // namespace

form_values::form_values(const request_view& request)
    : body_(carries_a_form(request) ? request.body : std::string_view())
    , query_(query_of(request.target)) {}

bool form_values::well_formed() const {
    return body_.size() <= max_form_bytes && query_.size() <= max_form_bytes && is_decodable(body_) &&
           is_decodable(query_);
}

std::string form_values::get(std::string_view name) const {
    if (auto value = find(body_, name))
        return std::move(*value);
    return find(query_, name).value_or(std::string());
}

} // namespace srcip::echoserver
