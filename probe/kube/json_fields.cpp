#include "probe/kube/json_fields.hpp"

#include <srcip/printable.hpp>

#include <algorithm>

namespace srcip::probe::kube {

namespace {

namespace json = boost::json;

std::optional<std::int64_t> whole_number(const json::value& value) {
    if (value.is_int64())
        return value.as_int64();
    if (value.is_uint64())
        return INT64_MAX; // only what does not fit an int64 is a uint64
    return std::nullopt;
}

} // namespace

const json::value* member(const json::value* value, std::string_view key) {
    if (value == nullptr || !value->is_object())
        return nullptr;
    const json::value* found = value->as_object().if_contains(key);
    return found == nullptr || found->is_null() ? nullptr : found;
}

const json::object* object_member(const json::value* value, std::string_view key) {
    const json::value* found = member(value, key);
    return found == nullptr ? nullptr : found->if_object();
}

const json::array& list_member(const json::value* value, std::string_view key) {
    static const json::array nothing;
    const json::value* found = member(value, key);
    return found != nullptr && found->is_array() ? found->as_array() : nothing;
}

std::string_view text_member(const json::value* value, std::string_view key) {
    const json::value* found = member(value, key);
    return found != nullptr && found->is_string() ? std::string_view(found->as_string()) : std::string_view();
}

std::optional<bool> flag_member(const json::value* value, std::string_view key) {
    const json::value* found = member(value, key);
    return found != nullptr && found->is_bool() ? std::optional<bool>(found->as_bool()) : std::nullopt;
}

bool is_name(std::string_view text) {
    constexpr std::size_t longest = 253; // RFC 1123 subdomains
    if (text.empty() || text.size() > longest || text == "." || text == "..")
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_';
    });
}

port_field port_member(const json::value* value, std::string_view key) {
    const json::value* found = member(value, key);
    if (found == nullptr)
        return {};
    const std::optional<std::int64_t> number = whole_number(*found);
    if (number == 0)
        return {};
    if (!number || *number < 0 || *number > 65535)
        return {port_state::bad, 0};
    return {port_state::good, static_cast<std::uint16_t>(*number)};
}

std::string shown(const json::value* value) {
    if (value == nullptr)
        return "nothing";
    if (value->is_string())
        return quoted(std::string_view(value->as_string()), 64);
    if (value->is_int64())
        return std::to_string(value->as_int64());
    if (value->is_uint64())
        return std::to_string(value->as_uint64());
    if (value->is_double())
        return "a fraction";
    return value->is_object() ? "an object" : value->is_array() ? "a list" : "a truth value";
}

} // namespace srcip::probe::kube
