#include "probe/kube/json_fields.hpp"
#include "probe/kube/object_name.hpp"
#include "probe/kube/objects.hpp"

#include <map>
#include <tuple>
#include <utility>

namespace srcip::probe::kube {

namespace {

namespace json = boost::json;

std::string name_or_nothing(std::string_view text) { return is_name(text) ? std::string(text) : std::string(); }

void read_target(const json::value& endpoint, endpoint_facts& facts) {
    const json::value* target = member(&endpoint, "targetRef");
    if (text_member(target, "kind") != "Pod")
        return;
    facts.pod_name = name_or_nothing(text_member(target, "name"));
    facts.pod_namespace = name_or_nothing(text_member(target, "namespace"));
}

/// nodeName; in v1beta1 the topology, which v1 still carries under another name.
std::string node_of(const json::value& endpoint) {
    for (const std::string_view text :
         {text_member(&endpoint, "nodeName"), text_member(member(&endpoint, "topology"), "kubernetes.io/hostname"),
          text_member(member(&endpoint, "deprecatedTopology"), "kubernetes.io/hostname")}) {
        if (is_name(text))
            return std::string(text);
    }
    return {};
}

void add_addresses(const object_name& who, const json::array& addresses, const endpoint_facts& facts,
                   endpoint_group& group, gap_list& gaps) {
    for (const json::value& value : addresses) {
        const std::string_view text = value.is_string() ? std::string_view(value.as_string()) : std::string_view();
        const auto address = ip_address::parse(text);
        if (!address) {
            gaps.add(who.shown + ": the endpoint " + shown(&value) + " was left out: it is no address");
            continue;
        }
        group.endpoints.push_back(facts);
        group.endpoints.back().address = *address;
    }
}

void read_slice_endpoint(const object_name& who, const json::value& endpoint, endpoint_group& group, gap_list& gaps) {
    endpoint_facts facts;
    const json::value* conditions = member(&endpoint, "conditions");
    // What nobody has said counts as ready; serving follows ready (discovery/v1 EndpointConditions).
    facts.ready = flag_member(conditions, "ready").value_or(true);
    facts.serving = flag_member(conditions, "serving").value_or(facts.ready);
    facts.terminating = flag_member(conditions, "terminating").value_or(false);
    facts.node_name = node_of(endpoint);
    read_target(endpoint, facts);
    add_addresses(who, list_member(&endpoint, "addresses"), facts, group, gaps);
}

void read_subset(const object_name& who, const json::value& subset, bool ready, endpoint_group& group, gap_list& gaps) {
    for (const json::value& entry : list_member(&subset, ready ? "addresses" : "notReadyAddresses")) {
        endpoint_facts facts;
        facts.ready = ready;
        facts.serving = ready;
        facts.node_name = name_or_nothing(text_member(&entry, "nodeName"));
        read_target(entry, facts);
        const json::value* ip = member(&entry, "ip");
        add_addresses(who, ip == nullptr ? json::array{nullptr} : json::array{*ip}, facts, group, gaps);
    }
}

} // namespace

std::optional<endpoint_group> read_endpoint_slice(const json::value& item, gap_list& gaps) {
    const std::string_view service =
        text_member(member(member(&item, "metadata"), "labels"), "kubernetes.io/service-name");
    if (service.empty() || text_member(&item, "addressType") == "FQDN")
        return std::nullopt;
    const std::optional<object_name> who = read_object_name(item, "endpoint slice", true, gaps);
    if (!who || !is_name(service))
        return std::nullopt;
    endpoint_group group{who->name_space, std::string(service), {}};
    for (const json::value& endpoint : list_member(&item, "endpoints"))
        read_slice_endpoint(*who, endpoint, group, gaps);
    return group;
}

std::optional<endpoint_group> read_endpoints(const json::value& item, gap_list& gaps) {
    const std::optional<object_name> who = read_object_name(item, "endpoints object", true, gaps);
    if (!who)
        return std::nullopt;
    endpoint_group group{who->name_space, who->name, {}};
    for (const json::value& subset : list_member(&item, "subsets")) {
        read_subset(*who, subset, true, group, gaps);
        read_subset(*who, subset, false, group, gaps);
    }
    return group;
}

void merge_endpoints(std::vector<endpoint_facts>& into, std::vector<endpoint_facts> more) {
    using key = std::tuple<ip_address, std::string, std::string>;
    const auto key_of = [](const endpoint_facts& e) { return key(e.address, e.pod_namespace, e.pod_name); };
    std::map<key, endpoint_facts> all;
    const auto add = [&](endpoint_facts& e) {
        const auto [it, added] = all.try_emplace(key_of(e), e);
        if (added)
            return;
        it->second.ready |= e.ready;
        it->second.serving |= e.serving;
        it->second.terminating &= e.terminating;
        if (it->second.node_name.empty())
            it->second.node_name = std::move(e.node_name);
    };
    for (endpoint_facts& e : into)
        add(e);
    for (endpoint_facts& e : more)
        add(e);
    into.clear();
    for (auto& entry : all)
        into.push_back(std::move(entry.second));
}

} // namespace srcip::probe::kube
