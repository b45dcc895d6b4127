#include "probe/kube/json_fields.hpp"
#include "probe/kube/object_name.hpp"
#include "probe/kube/objects.hpp"
#include "probe/kube/service_hints.hpp"

#include <srcip/printable.hpp>

#include <algorithm>

namespace srcip::probe::kube {

namespace {

namespace json = boost::json;

/// A service while it is read.
struct reading {
    const object_name& who;
    const json::value* spec;
    const json::value* annotations;
    service_facts& service;
    gap_list& gaps;

    void left_out(const std::string& what) const { gaps.add(who.shown + ": " + what + " was left out"); }
};

std::optional<service_type> type_of(const json::value* spec) {
    const json::value* type = member(spec, "type");
    const std::string_view text = text_member(spec, "type");
    if (type == nullptr || text == "ClusterIP")
        return service_type::cluster_ip;
    if (text == "NodePort")
        return service_type::node_port;
    if (text == "LoadBalancer")
        return service_type::load_balancer;
    if (text == "ExternalName")
        return service_type::external_name;
    return std::nullopt;
}

/// "None" (headless) and "" (ExternalName, or not assigned yet) are no addresses and no mistakes.
void add_address(const reading& r, const json::value& value, const char* what, std::vector<ip_address>& out) {
    const std::string_view text = value.is_string() ? std::string_view(value.as_string()) : std::string_view("?");
    if (text.empty() || text == "None")
        return;
    const auto address = ip_address::parse(text);
    if (!address)
        r.left_out(std::string(what) + " " + shown(&value));
    else if (std::find(out.begin(), out.end(), *address) == out.end())
        out.push_back(*address);
}

void read_cluster_ips(const reading& r) {
    for (const json::value& value : list_member(r.spec, "clusterIPs"))
        add_address(r, value, "the cluster IP", r.service.cluster_ips);
    const json::value* only = member(r.spec, "clusterIP");
    if (r.service.cluster_ips.empty() && only != nullptr)
        add_address(r, *only, "the cluster IP", r.service.cluster_ips);
}

std::optional<protocol> protocol_of(const json::value& port) {
    const json::value* value = member(&port, "protocol");
    const std::string_view text = text_member(&port, "protocol");
    if (value == nullptr || text == "TCP")
        return protocol::tcp;
    if (text == "UDP")
        return protocol::udp;
    if (text == "SCTP")
        return protocol::sctp;
    return std::nullopt;
}

void read_port(const reading& r, const json::value& value) {
    const port_field port = port_member(&value, "port");
    const port_field node_port = port_member(&value, "nodePort");
    const std::optional<protocol> spoken = protocol_of(value);
    if (port.state != port_state::good)
        return r.left_out("the port " + shown(member(&value, "port")));
    if (!spoken)
        return r.left_out("port " + std::to_string(port.port) + " with the protocol " +
                          shown(member(&value, "protocol")));
    if (node_port.state == port_state::bad)
        r.left_out("the node port " + shown(member(&value, "nodePort")));
    service_port entry;
    entry.protocol = *spoken;
    entry.port = port.port;
    entry.node_port = node_port.port;
    const std::string_view name = text_member(&value, "name");
    if (is_name(name))
        entry.name = name;
    entry.app_protocol = printable(text_member(&value, "appProtocol"));
    r.service.ports.push_back(std::move(entry));
}

void read_ingress(const reading& r, const json::value& value) {
    const std::string_view ip = text_member(&value, "ip");
    const std::string_view hostname = text_member(&value, "hostname");
    load_balancer_ingress entry;
    if (const auto address = ip_address::parse(ip))
        entry.ip = *address;
    if (is_name(hostname))
        entry.hostname = hostname;
    entry.ip_mode_proxy = text_member(&value, "ipMode") == "Proxy";
    if (!entry.ip && !ip.empty())
        r.left_out("the load balancer address " + shown(member(&value, "ip")));
    if (entry.hostname.empty() && !hostname.empty())
        r.left_out("the load balancer name " + shown(member(&value, "hostname")));
    if (entry.ip || !entry.hostname.empty())
        r.service.ingress.push_back(std::move(entry));
}

/// service.beta.kubernetes.io/NAME, or the alpha one before it.
std::string_view annotation(const reading& r, const std::string& name) {
    const std::string_view beta = text_member(r.annotations, "service.beta.kubernetes.io/" + name);
    return beta.empty() ? text_member(r.annotations, "service.alpha.kubernetes.io/" + name) : beta;
}

void read_policies(const reading& r) {
    const json::value* external = member(r.spec, "externalTrafficPolicy");
    const bool local = external == nullptr ? annotation(r, "external-traffic") == "OnlyLocal"
                                           : text_member(r.spec, "externalTrafficPolicy") == "Local";
    r.service.external_policy = local ? traffic_policy::local : traffic_policy::cluster;
    if (text_member(r.spec, "internalTrafficPolicy") == "Local")
        r.service.internal_policy = traffic_policy::local;
}

void read_health_port(const reading& r) {
    const port_field field = port_member(r.spec, "healthCheckNodePort");
    if (field.state == port_state::bad)
        r.left_out("the health check port " + shown(member(r.spec, "healthCheckNodePort")));
    r.service.health_check_node_port = field.port;
    const std::string_view old = annotation(r, "healthcheck-nodeport");
    if (field.state != port_state::absent || old.empty())
        return;
    if (const auto port = parse_port(old))
        r.service.health_check_node_port = *port;
    else
        r.left_out("the health check port " + quoted(old, 64));
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

void add_source_range(const reading& r, std::string_view text) {
    if (const auto network = cidr::parse(trimmed(text)))
        r.service.source_ranges.push_back(*network);
    else
        r.left_out("the source range " + quoted(text, 64));
}

void read_source_ranges(const reading& r) {
    const json::array& ranges = list_member(r.spec, "loadBalancerSourceRanges");
    for (const json::value& value : ranges)
        add_source_range(r, value.is_string() ? std::string_view(value.as_string()) : std::string_view("?"));
    std::string_view old = annotation(r, "load-balancer-source-ranges");
    while (ranges.empty() && !old.empty()) {
        const std::size_t comma = std::min(old.find(','), old.size());
        if (!trimmed(old.substr(0, comma)).empty())
            add_source_range(r, old.substr(0, comma));
        old.remove_prefix(std::min(comma + 1, old.size()));
    }
}

} // namespace

std::optional<service_facts> read_service(const json::value& item, gap_list& gaps) {
    const std::optional<object_name> who = read_object_name(item, "service", true, gaps);
    if (!who)
        return std::nullopt;
    const json::value* spec = member(&item, "spec");
    const std::optional<service_type> type = type_of(spec);
    if (object_member(&item, "spec") == nullptr || !type) {
        gaps.add(who->shown + " was left out: its " +
                 (type ? std::string("spec is missing") : "type is " + shown(member(spec, "type"))));
        return std::nullopt;
    }
    service_facts service;
    service.name_space = who->name_space;
    service.name = who->name;
    service.type = *type;
    const reading r{*who, spec, member(member(&item, "metadata"), "annotations"), service, gaps};
    read_cluster_ips(r);
    for (const json::value& port : list_member(spec, "ports"))
        read_port(r, port);
    for (const json::value& value : list_member(spec, "externalIPs"))
        add_address(r, value, "the external IP", service.external_ips);
    for (const json::value& value : list_member(member(member(&item, "status"), "loadBalancer"), "ingress"))
        read_ingress(r, value);
    read_policies(r);
    read_health_port(r);
    read_source_ranges(r);
    service.hints = read_service_hints(item);
    return service;
}

} // namespace srcip::probe::kube
