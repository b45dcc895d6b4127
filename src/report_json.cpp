#include <srcip/report_json.hpp>

#include <srcip/utf8.hpp>
#include <srcip/version.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace srcip {
namespace {

namespace json = boost::json;

/// A body is echoed in full by the texts; in JSON, where every byte may grow to three, its beginning is enough.
constexpr std::size_t most_body_bytes = 64 * 1024;

json::string utf8(std::string_view text) {
    std::string valid;
    append_valid_utf8(text, valid);
    return json::string(valid);
}

template <class T>
json::value or_null(const std::optional<T>& value) {
    return value ? json::value(*value) : json::value(nullptr);
}

/// Unknown is null: an empty string would claim to be a name.
json::value or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(utf8(text)); }

json::object endpoint_json(const ip_endpoint& endpoint) {
    return {{"address", endpoint.address.to_string()}, {"port", endpoint.port}};
}

json::value syn_json(const std::optional<tcp_syn>& syn) {
    if (!syn)
        return nullptr;
    return json::object{{"ip_version", syn->ip_version},
                        {"ttl", syn->ttl},
                        {"estimated_hops", estimated_hops(syn->ttl)},
                        {"window", syn->window},
                        {"mss", or_null(syn->mss)},
                        {"window_scale", or_null(syn->window_scale)},
                        {"sack_permitted", syn->sack_permitted},
                        {"timestamps", syn->timestamps}};
}

json::value timing_json(const std::optional<tcp_timing>& timing) {
    if (!timing)
        return nullptr;
    return json::object{{"rtt_us", timing->rtt_us}, {"rtt_variance_us", timing->rtt_variance_us}};
}

json::object connection_json(const connection_view& connection) {
    return {{"request_number", connection.request_number},
            {"age_ms", connection.age_ms},
            {"tcp_info", timing_json(connection.timing)}};
}

json::object request_json(const request_view& request) {
    json::array headers;
    headers.reserve(request.headers.size());
    for (const auto& field : request.headers)
        headers.push_back(json::object{{"name", utf8(field.name)}, {"value", utf8(field.value)}});
    return {{"method", utf8(request.method)},
            {"target", utf8(request.target)},
            {"version", request.version == 10 ? "1.0" : "1.1"},
            {"scheme", request.scheme},
            {"headers", std::move(headers)},
            {"body_bytes", request.body.size()},
            {"body", utf8(request.body.substr(0, most_body_bytes))},
            {"body_truncated", request.body.size() > most_body_bytes}};
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

} // namespace

void append_json(const echo_report& report, std::string& out) {
    json::object root{{"schema", echo_schema},
                      {"client_address", report.client_address.to_string()},
                      {"client_address_from", to_string(report.client_address_from)},
                      {"peer", endpoint_json(report.connection.peer)},
                      {"local", endpoint_json(report.connection.local)},
                      {"connection", connection_json(report.connection)},
                      {"syn", syn_json(report.connection.syn)}};
    if (!report.connection.syn)
        root["syn_unavailable"] = report.connection.syn_unavailable;
    root["request"] = request_json(report.request);
    root["server"] = server_json(*report.server);
    out += json::serialize(root);
    out += '\n';
}

} // namespace srcip
