#include "echo_answer_json.hpp"

#include <srcip/report_json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <limits>

namespace srcip {
namespace {

namespace json = boost::json;

const json::object* object_at(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    return value == nullptr ? nullptr : value->if_object();
}

const json::array* array_at(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    return value == nullptr ? nullptr : value->if_array();
}

std::string text_at(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

template <class Number>
std::optional<Number> number_at(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    const auto* number = value == nullptr ? nullptr : value->if_int64();
    if (number == nullptr || *number < 0 || *number > std::numeric_limits<Number>::max())
        return std::nullopt;
    return static_cast<Number>(*number);
}

bool flag_at(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<ip_address> parsed(std::string_view text) {
    const auto address = ip_address::parse(text);
    return address ? std::optional(*address) : std::nullopt;
}

std::optional<ip_endpoint> endpoint_at(const json::object& parent, std::string_view key) {
    const auto* object = object_at(parent, key);
    if (object == nullptr)
        return std::nullopt;
    const auto address = parsed(text_at(*object, "address"));
    const auto port = number_at<std::uint16_t>(*object, "port");
    if (!address || !port)
        return std::nullopt;
    return ip_endpoint{*address, *port};
}

std::optional<tcp_syn> syn_at(const json::object& parent) {
    const auto* object = object_at(parent, "syn");
    if (object == nullptr)
        return std::nullopt;
    tcp_syn syn;
    syn.ip_version = number_at<std::uint8_t>(*object, "ip_version").value_or(0);
    syn.ttl = number_at<std::uint8_t>(*object, "ttl").value_or(0);
    syn.window = number_at<std::uint16_t>(*object, "window").value_or(0);
    syn.mss = number_at<std::uint16_t>(*object, "mss");
    syn.window_scale = number_at<std::uint8_t>(*object, "window_scale");
    syn.sack_permitted = flag_at(*object, "sack_permitted");
    syn.timestamps = flag_at(*object, "timestamps");
    return syn;
}

void read_json_headers(const json::object& root, echo_answer& answer) {
    const auto* request = object_at(root, "request");
    const auto* fields = request == nullptr ? nullptr : array_at(*request, "headers");
    if (fields == nullptr)
        return;
    for (const auto& field : *fields)
        if (const auto* object = field.if_object())
            answer.headers.emplace_back(text_at(*object, "name"), text_at(*object, "value"));
}

void read_json_server(const json::object& root, echo_answer& answer) {
    const auto* server = object_at(root, "server");
    if (server == nullptr)
        return;
    answer.hostname = text_at(*server, "hostname");
    answer.pod_name = text_at(*server, "pod_name");
    answer.pod_namespace = text_at(*server, "pod_namespace");
    answer.pod_ip = text_at(*server, "pod_ip");
    answer.node_name = text_at(*server, "node_name");
}

/// The hops of one forwarding field; none when there is no such field, or nobody could read it.
std::vector<echo_hop> hops_at(const json::object& root, std::string_view field, const char* node) {
    std::vector<echo_hop> out;
    const auto* forwarding = object_at(root, "forwarding");
    const auto* object = forwarding == nullptr ? nullptr : object_at(*forwarding, field);
    const auto* hops = object == nullptr ? nullptr : array_at(*object, "hops");
    if (hops == nullptr)
        return out;
    for (const auto& hop : *hops) {
        const auto* whole = hop.if_object();
        const auto* party = whole == nullptr || *node == '\0' ? whole : object_at(*whole, node);
        if (party != nullptr)
            out.push_back({text_at(*party, "text"), parsed(text_at(*party, "address")), flag_at(*whole, "vouched")});
    }
    return out;
}

void read_json_evidence(const json::object& root, echo_answer& answer) {
    answer.contradiction = flag_at(root, "client_address_contradiction");
    if (const auto* peer = object_at(root, "peer"))
        answer.peer_is_trusted = flag_at(*peer, "trusted");
    if (const auto* proxy = object_at(root, "proxy_protocol")) {
        answer.proxy_source = endpoint_at(*proxy, "source");
        answer.proxy_is_believed = flag_at(*proxy, "believed");
    }
    answer.forwarded = hops_at(root, "forwarded", "for");
    answer.x_forwarded_for = hops_at(root, "x_forwarded_for", "");
}

} // namespace

result<echo_answer> read_json_answer(std::string_view body) {
    boost::system::error_code error;
    const auto document = json::parse(body, error);
    if (error || !document.is_object())
        return errc::not_an_echo;
    const auto& root = document.get_object();
    if (text_at(root, "schema") != echo_schema)
        return errc::not_an_echo;

    echo_answer answer;
    answer.format = echo_format::srcip_json;
    answer.client_address_text = text_at(root, "client_address");
    answer.client_address = parsed(answer.client_address_text);
    answer.client_address_from = text_at(root, "client_address_from");
    answer.peer = endpoint_at(root, "peer");
    answer.local = endpoint_at(root, "local");
    answer.syn = syn_at(root);
    if (!answer.client_address || answer.client_address_from.empty() || !answer.peer)
        return errc::bad_report;
    read_json_evidence(root, answer);
    read_json_headers(root, answer);
    read_json_server(root, answer);
    return answer;
}

} // namespace srcip
