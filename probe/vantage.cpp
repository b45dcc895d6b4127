#include "probe/vantage.hpp"

#include "probe/address_book.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace srcip::probe {

namespace {

std::vector<ip_address> useful_addresses(std::vector<ip_address> own) {
    std::erase_if(own, [](const ip_address& address) {
        return address.is_loopback() || address.is_link_local() || address.is_unspecified();
    });
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
    return own;
}

std::string pod_id(const pod_facts& pod) { return pod.name_space + '/' + pod.name; }

/// A node has its own address and its bridges'; one of them is enough to know it by.
std::string_view node_of(const address_book& book, const std::vector<ip_address>& own) {
    for (const ip_address& address : own)
        if (const std::string_view node = book.node_at(address); !node.empty())
            return node;
    for (const ip_address& address : own)
        if (const std::string_view node = book.bridge_at(address); !node.empty())
            return node;
    for (const ip_address& address : own)
        if (const std::string_view node = book.tunnel_at(address); !node.empty())
            return node;
    return {};
}

std::optional<vantage> pod_vantage(const address_book& book, const std::vector<ip_address>& own) {
    for (const ip_address& address : own)
        if (const pod_facts* pod = book.pod_at(address))
            return vantage{vantage_kind::pod, pod->node_name, pod_id(*pod), own};
    for (const ip_address& address : own)
        if (const std::string_view node = book.pod_range_at(address); !node.empty())
            return vantage{vantage_kind::pod, std::string(node), "", own};
    return std::nullopt;
}

bool has_node(const cluster_facts& facts, std::string_view name) {
    return std::any_of(facts.nodes.begin(), facts.nodes.end(), [&](const node_facts& n) { return n.name == name; });
}

/// "; there are n1, n2, n3", so that a typing error is seen at once.
std::string known_nodes(const cluster_facts& facts) {
    constexpr std::size_t shown = 5;
    std::string text;
    for (std::size_t i = 0; i != std::min(shown, facts.nodes.size()); ++i)
        text += (i == 0 ? "; there are " : ", ") + printable(facts.nodes[i].name, 64);
    if (facts.nodes.size() > shown)
        text += " and " + std::to_string(facts.nodes.size() - shown) + " more";
    return text;
}

using parsed = std::variant<vantage, vantage_error>;

/// A cluster that did not let us list its nodes cannot contradict a node's name.
std::optional<vantage_error> check_node(std::string_view text, std::string_view name, const cluster_facts& facts) {
    if (name.empty())
        return vantage_error{"--vantage " + printable(text) + ": the node's name is missing"};
    if (facts.nodes.empty() || has_node(facts, name))
        return std::nullopt;
    return vantage_error{"--vantage " + printable(text) + ": the cluster has no such node" + known_nodes(facts)};
}

parsed on_node(std::string_view text, std::string_view name, vantage_kind kind, const cluster_facts& facts,
               std::vector<ip_address> own) {
    if (auto error = check_node(text, name, facts))
        return *std::move(error);
    return vantage{kind, std::string(name), "", std::move(own)};
}

parsed in_pod(std::string_view text, std::string_view id, const cluster_facts& facts, std::vector<ip_address> own) {
    const auto pod = std::find_if(facts.pods.begin(), facts.pods.end(), [&](const auto& p) { return pod_id(p) == id; });
    if (pod == facts.pods.end())
        return vantage_error{"--vantage " + printable(text) +
                             ": no such pod was listed; name it as pod:NAMESPACE/NAME, or as pod:@NODE when it may not "
                             "be listed"};
    if (pod->host_network)
        return vantage{vantage_kind::node, pod->node_name, "", std::move(own)};
    return vantage{vantage_kind::pod, pod->node_name, pod_id(*pod), std::move(own)};
}

} // namespace

std::string vantage::to_string() const {
    switch (kind) {
    case vantage_kind::outside:
        return "outside";
    case vantage_kind::node:
        return "node " + node;
    case vantage_kind::pod:
        break;
    }
    std::string text = pod.empty() ? "a pod" : "pod " + pod;
    return node.empty() ? text : text + " on " + node;
}

vantage find_vantage(const cluster_facts& facts, std::vector<ip_address> own) {
    const address_book book(facts);
    own = useful_addresses(std::move(own));
    if (const std::string_view node = node_of(book, own); !node.empty())
        return {vantage_kind::node, std::string(node), "", std::move(own)};
    if (auto pod = pod_vantage(book, own))
        return *std::move(pod);
    return {vantage_kind::outside, "", "", std::move(own)};
}

std::variant<vantage, vantage_error> parse_vantage(std::string_view text, const cluster_facts& facts,
                                                   std::vector<ip_address> own) {
    own = useful_addresses(std::move(own));
    if (text == "outside")
        return vantage{vantage_kind::outside, "", "", std::move(own)};
    if (text.starts_with("node:"))
        return on_node(text, text.substr(5), vantage_kind::node, facts, std::move(own));
    if (text.starts_with("pod:@"))
        return on_node(text, text.substr(5), vantage_kind::pod, facts, std::move(own));
    if (text.starts_with("pod:"))
        return in_pod(text, text.substr(4), facts, std::move(own));
    return vantage_error{"--vantage " + printable(text) + ": say outside, node:NAME, pod:NAMESPACE/NAME or pod:@NODE"};
}

} // namespace srcip::probe
