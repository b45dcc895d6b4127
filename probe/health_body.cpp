#include "probe/health.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>

namespace srcip::probe {

namespace {

namespace json = boost::json;

constexpr std::size_t most_bytes = 64 * 1024;
constexpr std::size_t longest_mode = 32;

std::optional<std::uint64_t> count_of(const json::value& value) {
    if (value.is_int64() && value.get_int64() >= 0)
        return static_cast<std::uint64_t>(value.get_int64());
    if (value.is_uint64())
        return value.get_uint64();
    return std::nullopt;
}

/// "1 Service Endpoints found", "No Service Endpoints Found": kube-proxy before 1.8.
std::optional<std::uint64_t> count_in_words(std::string_view text) {
    if (text.starts_with("No Service Endpoints"))
        return 0;
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
    return error == std::errc() && rest.starts_with(" Service Endpoints") ? std::optional(count) : std::nullopt;
}

} // namespace

health_body read_health_body(std::string_view body) {
    if (body.size() > most_bytes)
        return {};
    if (!body.starts_with('{'))
        return {count_in_words(body), std::nullopt};
    boost::system::error_code error;
    json::parse_options limits;
    limits.max_depth = 8;
    const json::value document = json::parse(json::string_view(body.data(), body.size()), error, {}, limits);
    if (error || !document.is_object())
        return {};
    health_body read;
    if (const json::value* count = document.get_object().if_contains("localEndpoints"))
        read.local_endpoints = count_of(*count);
    if (const json::value* eligible = document.get_object().if_contains("nodeEligible");
        eligible && eligible->is_bool())
        read.node_eligible = eligible->get_bool();
    return read;
}

std::string read_proxy_mode(const http_reply& reply) {
    const std::string& text = reply.body;
    const bool good = reply.contact == contact::answered && reply.status == 200 && !text.empty() &&
                      text.size() <= longest_mode &&
                      std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
    return good ? text : std::string();
}

} // namespace srcip::probe
