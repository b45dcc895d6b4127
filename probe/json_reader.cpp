#include "probe/json_reader.hpp"

namespace srcip::probe {

void json_reader::fail(std::string_view name, const std::string& what) {
    if (error_.empty())
        error_ = where_ + std::string(name) + ": " + what;
}

const boost::json::value* json_reader::find(std::string_view name, bool needed) {
    if (!error_.empty())
        return nullptr;
    const auto* value = object_->if_contains({name.data(), name.size()});
    if (value == nullptr && needed)
        fail(name, "missing");
    return value;
}

std::string_view json_reader::text_or(std::string_view name, bool needed) {
    const auto* value = find(name, needed);
    if (value == nullptr || (value->is_null() && !needed))
        return {};
    if (!value->is_string()) {
        fail(name, "no string");
        return {};
    }
    const auto& text = value->get_string();
    return {text.data(), text.size()};
}

std::optional<ip_address> json_reader::optional_address(std::string_view name) {
    const auto text = text_or(name, false);
    if (text.empty())
        return std::nullopt;
    const auto parsed = ip_address::parse(text);
    if (!parsed) {
        fail(name, "'" + printable(text, 64) + "' is no address");
        return std::nullopt;
    }
    return *parsed;
}

ip_address json_reader::address(std::string_view name) {
    const auto out = optional_address(name);
    if (!out)
        fail(name, "missing");
    return out.value_or(ip_address());
}

std::uint64_t json_reader::number(std::string_view name, std::uint64_t max, bool needed) {
    const auto* value = find(name, needed);
    if (value == nullptr || (value->is_null() && !needed))
        return 0;
    // What fits is an int64 to Boost.JSON, and a uint64 only beyond that.
    if (!value->is_int64() || value->get_int64() < 0 || static_cast<std::uint64_t>(value->get_int64()) > max) {
        fail(name, "no number from 0 to " + std::to_string(max));
        return 0;
    }
    return static_cast<std::uint64_t>(value->get_int64());
}

bool json_reader::boolean(std::string_view name) {
    const auto* value = find(name, false);
    if (value == nullptr || value->is_null())
        return false;
    if (!value->is_bool())
        fail(name, "neither true nor false");
    return value->is_bool() && value->get_bool();
}

std::vector<std::string> json_reader::texts(std::string_view name) {
    std::vector<std::string> out;
    const auto* value = find(name, false);
    if (value == nullptr)
        return out;
    if (!value->is_array()) {
        fail(name, "no array");
        return out;
    }
    for (const auto& element : value->get_array()) {
        if (!element.is_string()) {
            fail(name, "not all strings");
            return out;
        }
        out.emplace_back(element.get_string());
    }
    return out;
}

} // namespace srcip::probe
