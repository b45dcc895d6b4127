#include "echoserver/udp_report.hpp"

#include <srcip/tcp_syn.hpp>
#include <srcip/utf8.hpp>
#include <srcip/version.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace srcip::echoserver {
namespace {

namespace json = boost::json;

json::value or_null(std::string_view text) {
    std::string valid;
    append_valid_utf8(text, valid);
    return text.empty() ? json::value(nullptr) : json::value(valid);
}

template <class T>
json::value or_null(const std::optional<T>& value) {
    return value ? json::value(*value) : json::value(nullptr);
}

json::object endpoint_json(const ip_endpoint& endpoint) {
    return {{"address", endpoint.address.to_string()}, {"port", endpoint.port}};
}

json::value interface_json(unsigned index, std::string_view name) {
    if (index == 0)
        return nullptr;
    return json::object{{"index", index}, {"name", or_null(name)}};
}

bool has_endpoints(const proxy_header& header) {
    switch (header.transport) {
    case proxy_transport::tcp4:
    case proxy_transport::tcp6:
    case proxy_transport::udp4:
    case proxy_transport::udp6:
        return true;
    default:
        return false;
    }
}

json::value proxy_json(const std::optional<proxy_header>& header) {
    if (!header)
        return nullptr;
    json::object out{{"version", header->version},
                     {"command", header->command == proxy_command::local ? "LOCAL" : "PROXY"},
                     {"transport", to_string(header->transport)}};
    const bool endpoints = has_endpoints(*header);
    out["source"] = endpoints ? json::value(endpoint_json(header->source)) : json::value(nullptr);
    out["destination"] = endpoints ? json::value(endpoint_json(header->destination)) : json::value(nullptr);
    return out;
}

json::object server_json(const server_identity& server) {
    return {{"version", version()},
            {"hostname", or_null(server.hostname)},
            {"pod_name", or_null(server.pod_name)},
            {"pod_namespace", or_null(server.pod_namespace)},
            {"pod_ip", or_null(server.pod_ip)},
            {"node_name", or_null(server.node_name)},
            {"host_ip", or_null(server.host_ip)}};
}

std::string report(const udp_question& question, const datagram_facts& facts, std::string_view interface_name,
                   const server_identity& server) {
    json::object root{{"schema", udp_schema},
                      {"peer", endpoint_json(facts.peer)},
                      {"local", endpoint_json(facts.local)},
                      {"ttl", or_null(facts.ttl)},
                      {"estimated_hops", facts.ttl ? json::value(estimated_hops(*facts.ttl)) : json::value(nullptr)},
                      {"traffic_class", or_null(facts.traffic_class)},
                      {"interface", interface_json(facts.interface_index, interface_name)},
                      {"received_bytes", facts.size},
                      {"proxy", proxy_json(question.proxy)},
                      {"server", server_json(server)}};
    return json::serialize(root) + '\n';
}

/// Rounded up, with room for the digits that received_bytes gains when the question grows.
std::size_t enough_for(std::size_t answer) {
    constexpr std::size_t step = 64;
    constexpr std::size_t digits = 8;
    return (answer + digits + step - 1) / step * step;
}

} // namespace

void append_udp_report(const udp_question& question, const datagram_facts& facts, std::string_view interface_name,
                       const server_identity& server, std::string& out) {
    const auto text = report(question, facts, interface_name, server);
    if (text.size() <= facts.size) {
        out += text;
        return;
    }
    out += "json: pad the datagram with spaces to " + std::to_string(enough_for(text.size())) + " bytes\n";
}

} // namespace srcip::echoserver
