#include "probe/kube/objects.hpp"

#include "probe/kube/json_fields.hpp"
#include "probe/kube/object_name.hpp"

#include <srcip/printable.hpp>

#include <algorithm>

namespace srcip::probe::kube {

namespace {

namespace json = boost::json;

std::optional<ip_address> address_of(std::string_view text) {
    const auto parsed = ip_address::parse(text);
    return parsed ? std::optional<ip_address>(*parsed) : std::nullopt;
}

void add_pod_cidr(const object_name& who, const json::value* value, node_facts& node, gap_list& gaps) {
    const std::string_view text = value->is_string() ? std::string_view(value->as_string()) : std::string_view();
    if (const auto network = cidr::parse(text))
        node.pod_cidrs.push_back(*network);
    else
        gaps.add(who.shown + ": the pod network " + shown(value) + " was left out: it is no CIDR");
}

void read_pod_cidrs(const object_name& who, const json::value* spec, node_facts& node, gap_list& gaps) {
    for (const json::value& value : list_member(spec, "podCIDRs"))
        add_pod_cidr(who, &value, node, gaps);
    const json::value* only = member(spec, "podCIDR");
    if (node.pod_cidrs.empty() && only != nullptr && only->is_string() && !only->as_string().empty())
        add_pod_cidr(who, only, node, gaps);
}

void read_addresses(const object_name& who, const json::value* status, node_facts& node, gap_list& gaps) {
    for (const json::value& value : list_member(status, "addresses")) {
        node_address entry;
        entry.type = text_member(&value, "type");
        entry.text = text_member(&value, "address");
        entry.address = address_of(entry.text);
        if (is_name(entry.type) && (entry.address || is_name(entry.text)))
            node.addresses.push_back(std::move(entry));
        else
            gaps.add(who.shown + ": an address was left out: it is " + shown(member(&value, "address")) + " of type " +
                     shown(member(&value, "type")));
    }
}

/// Which plugins say which of their addresses where.
constexpr std::pair<const char*, std::string_view> tunnel_annotations[] = {
    {"network.cilium.io/ipv4-cilium-host", "cilium_host"},
    {"network.cilium.io/ipv6-cilium-host", "cilium_host"},
    {"io.cilium.network.ipv4-cilium-host", "cilium_host"}, // before Cilium 1.13
    {"io.cilium.network.ipv6-cilium-host", "cilium_host"},
    {"projectcalico.org/IPv4IPIPTunnelAddr", "tunl0"},
    {"projectcalico.org/IPv4VXLANTunnelAddr", "vxlan.calico"},
    {"projectcalico.org/IPv6VXLANTunnelAddr", "vxlan-v6.calico"},
};

void read_tunnels(const json::value* annotations, node_facts& node) {
    for (const auto& [key, interface_name] : tunnel_annotations)
        if (const auto address = address_of(text_member(annotations, key)))
            node.tunnels.push_back({*address, interface_name});
}

bool is_ready(const json::value* status) {
    for (const json::value& condition : list_member(status, "conditions")) {
        if (text_member(&condition, "type") == "Ready")
            return text_member(&condition, "status") == "True";
    }
    return true;
}

void add_pod_address(std::string_view text, pod_facts& pod) {
    const std::optional<ip_address> address = address_of(text);
    if (address && std::find(pod.addresses.begin(), pod.addresses.end(), *address) == pod.addresses.end())
        pod.addresses.push_back(*address);
}

/// A name the object refers to; one that cannot be a name is as good as none.
std::string name_or_nothing(std::string_view text) { return is_name(text) ? std::string(text) : std::string(); }

/// The networks that a plugin's annotations tell of, by the beginning of their keys.
struct plugin_prefix {
    std::string_view prefix;
    std::string_view plugin;
};

constexpr plugin_prefix plugin_annotations[] = {
    {"flannel.alpha.coreos.com/", "flannel"},
    {"projectcalico.org/", "calico"},
    {"network.cilium.io/", "cilium"},
    {"io.cilium.network.", "cilium"}, // before Cilium 1.13
};

void read_network_plugin(const json::object& annotations, node_facts& node) {
    for (const auto& [prefix, plugin] : plugin_annotations)
        for (const auto& annotation : annotations)
            if (node.network_plugin.empty() && std::string_view(annotation.key()).starts_with(prefix))
                node.network_plugin = plugin;
}

} // namespace

std::optional<node_facts> read_node(const json::value& item, gap_list& gaps) {
    const std::optional<object_name> who = read_object_name(item, "node", false, gaps);
    if (!who)
        return std::nullopt;
    node_facts node;
    node.name = who->name;
    read_pod_cidrs(*who, member(&item, "spec"), node, gaps);
    read_addresses(*who, member(&item, "status"), node, gaps);
    read_tunnels(member(member(&item, "metadata"), "annotations"), node);
    node.ready = is_ready(member(&item, "status"));
    if (const json::object* annotations = object_member(member(&item, "metadata"), "annotations"))
        read_network_plugin(*annotations, node);
    return node;
}

std::optional<pod_facts> read_pod(const json::value& item, gap_list& gaps) {
    const json::value* status = member(&item, "status");
    const std::string_view phase = text_member(status, "phase");
    if (phase == "Succeeded" || phase == "Failed")
        return std::nullopt;
    const std::optional<object_name> who = read_object_name(item, "pod", true, gaps);
    if (!who)
        return std::nullopt;
    pod_facts pod;
    pod.name_space = who->name_space;
    pod.name = who->name;
    const json::value* spec = member(&item, "spec");
    pod.node_name = name_or_nothing(text_member(spec, "nodeName"));
    pod.host_network = flag_member(spec, "hostNetwork").value_or(false);
    for (const json::value& entry : list_member(status, "podIPs"))
        add_pod_address(text_member(&entry, "ip"), pod);
    add_pod_address(text_member(status, "podIP"), pod);
    return pod;
}

} // namespace srcip::probe::kube
