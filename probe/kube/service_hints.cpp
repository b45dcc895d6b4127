#include "probe/kube/service_hints.hpp"

#include "probe/kube/json_fields.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace srcip::probe::kube {

namespace {

namespace json = boost::json;

/// An annotation that tells a provider to send PROXY headers, and the value that says yes; "": any but "false".
struct proxy_annotation {
    std::string_view key;
    std::string_view yes;
};

constexpr proxy_annotation proxy_annotations[] = {
    {"service.beta.kubernetes.io/aws-load-balancer-proxy-protocol", "*"},
    {"service.beta.kubernetes.io/do-loadbalancer-enable-proxy-protocol", "true"},
    {"service.beta.kubernetes.io/scw-loadbalancer-proxy-protocol-v1", ""},
    {"service.beta.kubernetes.io/scw-loadbalancer-proxy-protocol-v2", ""},
    {"service.beta.kubernetes.io/linode-loadbalancer-default-proxy-protocol", ""},
    {"service.beta.kubernetes.io/vultr-loadbalancer-proxy-protocol", "true"},
    {"load-balancer.hetzner.cloud/uses-proxyprotocol", "true"},
    {"loadbalancer.openstack.org/proxy-protocol", ""},
    {"loadbalancer.ovhcloud.com/proxy-protocol", ""},
};

/// `word` stands in `text` as it is between commas and spaces.
bool has_attribute(std::string_view text, std::string_view word) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(", "), text.size());
        if (text.substr(0, end) == word)
            return true;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

std::string_view aws(const json::value* annotations, const std::string& name) {
    return text_member(annotations, "service.beta.kubernetes.io/aws-load-balancer-" + name);
}

/// "name" or "example.com/name".
bool is_label(std::string_view text) {
    const std::size_t slash = text.find('/');
    return slash == std::string_view::npos ? is_name(text)
                                           : is_name(text.substr(0, slash)) && is_name(text.substr(slash + 1));
}

void read_aws(const json::value* annotations, service_hints& hints) {
    const std::string_view type = aws(annotations, "type");
    hints.aws_nlb =
        type == "nlb" || type == "nlb-ip" || type == "external" || hints.load_balancer_class == "service.k8s.aws/nlb";
    hints.aws_ip_targets = type == "nlb-ip" || aws(annotations, "nlb-target-type") == "ip";
    const std::string_view attributes = aws(annotations, "target-group-attributes");
    if (has_attribute(attributes, "preserve_client_ip.enabled=true"))
        hints.preserve_client_ip = true;
    else if (has_attribute(attributes, "preserve_client_ip.enabled=false"))
        hints.preserve_client_ip = false;
    hints.proxy_protocol = has_attribute(attributes, "proxy_protocol_v2.enabled=true");
    const std::string_view internal = aws(annotations, "internal");
    // An address range was the first spelling of yes.
    hints.internal = (!internal.empty() && internal != "false") || aws(annotations, "scheme") == "internal";
}

void read_proxy_protocol(const json::value* annotations, service_hints& hints) {
    for (const proxy_annotation& known : proxy_annotations) {
        const std::string_view value = text_member(annotations, known.key);
        hints.proxy_protocol =
            hints.proxy_protocol ||
            (known.yes.empty() ? !value.empty() && value != "false" && value != "none" : value == known.yes);
    }
}

/// The value is JSON within JSON, written by kubectl without spaces.
bool last_applied_says_local(std::string_view text) {
    return text.find(R"("externalTrafficPolicy":"Local")") != std::string_view::npos;
}

std::string_view who_asks_for_local(const json::value& item, const json::value* annotations) {
    if (text_member(member(&item, "spec"), "externalTrafficPolicy") != "Cluster")
        return {};
    for (const std::string_view key :
         {"service.beta.kubernetes.io/external-traffic", "service.alpha.kubernetes.io/external-traffic"})
        if (text_member(annotations, key) == "OnlyLocal")
            return key;
    constexpr std::string_view last_applied = "kubectl.kubernetes.io/last-applied-configuration";
    return last_applied_says_local(text_member(annotations, last_applied)) ? last_applied : std::string_view();
}

} // namespace

service_hints read_service_hints(const json::value& item) {
    service_hints hints;
    const json::value* metadata = member(&item, "metadata");
    const json::value* annotations = member(metadata, "annotations");
    if (const auto wanted = text_member(member(&item, "spec"), "loadBalancerClass"); is_label(wanted))
        hints.load_balancer_class = wanted;
    read_aws(annotations, hints);
    read_proxy_protocol(annotations, hints);
    hints.local_asked_by = who_asks_for_local(item, annotations);
    hints.by_helm = text_member(member(metadata, "labels"), "app.kubernetes.io/managed-by") == "Helm" ||
                    !text_member(annotations, "meta.helm.sh/release-name").empty();
    return hints;
}

} // namespace srcip::probe::kube
