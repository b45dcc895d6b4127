#include "probe/kube/service_hints.hpp"

#include "tests/unit/probe/kube_support.hpp"

#include "probe/kube/objects.hpp"

#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

service_hints annotated(const std::string& annotations, const std::string& spec = "") {
    return read_service_hints(
        json_of(R"({"metadata":{"annotations":{)" + annotations + R"(}},"spec":{)" + spec + "}}"));
}

std::string aws(const std::string& name, const std::string& value) {
    return "\"service.beta.kubernetes.io/aws-load-balancer-" + name + "\":\"" + value + '"';
}

TEST(service_hints, know_aws_network_load_balancers) {
    EXPECT_FALSE(annotated("").aws_nlb);
    EXPECT_FALSE(annotated(aws("type", "clb")).aws_nlb);
    EXPECT_TRUE(annotated(aws("type", "nlb")).aws_nlb);
    EXPECT_TRUE(annotated(aws("type", "nlb-ip")).aws_ip_targets);
    const service_hints external = annotated(aws("type", "external") + ',' + aws("nlb-target-type", "ip"));
    EXPECT_TRUE(external.aws_nlb && external.aws_ip_targets);
    const service_hints by_class = annotated("", R"("loadBalancerClass":"service.k8s.aws/nlb")");
    EXPECT_TRUE(by_class.aws_nlb);
    EXPECT_EQ(by_class.load_balancer_class, "service.k8s.aws/nlb");
}

TEST(service_hints, read_target_group_attributes_word_by_word) {
    const auto attributes = [](const std::string& value) { return annotated(aws("target-group-attributes", value)); };
    EXPECT_EQ(attributes("preserve_client_ip.enabled=true").preserve_client_ip, true);
    EXPECT_EQ(attributes("stickiness.enabled=true, preserve_client_ip.enabled=false").preserve_client_ip, false);
    EXPECT_EQ(attributes("xpreserve_client_ip.enabled=true").preserve_client_ip, std::nullopt);
    EXPECT_EQ(attributes("preserve_client_ip.enabled=trueish").preserve_client_ip, std::nullopt);
    EXPECT_TRUE(attributes("a=b,proxy_protocol_v2.enabled=true").proxy_protocol);
    EXPECT_FALSE(attributes("proxy_protocol_v2.enabled=false").proxy_protocol);
}

TEST(service_hints, know_internal_load_balancers) {
    EXPECT_TRUE(annotated(aws("internal", "true")).internal);
    EXPECT_TRUE(annotated(aws("internal", "0.0.0.0/0")).internal);
    EXPECT_FALSE(annotated(aws("internal", "false")).internal);
    EXPECT_TRUE(annotated(aws("scheme", "internal")).internal);
    EXPECT_FALSE(annotated(aws("scheme", "internet-facing")).internal);
}

TEST(service_hints, know_who_sends_proxy_headers) {
    EXPECT_TRUE(annotated(aws("proxy-protocol", "*")).proxy_protocol);
    EXPECT_FALSE(annotated(aws("proxy-protocol", "true")).proxy_protocol) << "AWS knows no value but *";
    EXPECT_TRUE(annotated(R"("load-balancer.hetzner.cloud/uses-proxyprotocol":"true")").proxy_protocol);
    EXPECT_FALSE(annotated(R"("load-balancer.hetzner.cloud/uses-proxyprotocol":"false")").proxy_protocol);
    EXPECT_TRUE(
        annotated(R"("service.beta.kubernetes.io/linode-loadbalancer-default-proxy-protocol":"v2")").proxy_protocol);
    EXPECT_FALSE(
        annotated(R"("service.beta.kubernetes.io/linode-loadbalancer-default-proxy-protocol":"none")").proxy_protocol);
    EXPECT_TRUE(annotated(R"("loadbalancer.openstack.org/proxy-protocol":"v1")").proxy_protocol);
}

TEST(service_hints, know_where_local_was_asked_for) {
    const std::string cluster = R"("externalTrafficPolicy":"Cluster")";
    const std::string old = R"("service.beta.kubernetes.io/external-traffic":"OnlyLocal")";
    EXPECT_EQ(annotated(old, cluster).local_asked_by, "service.beta.kubernetes.io/external-traffic");
    EXPECT_EQ(annotated(old).local_asked_by, "") << "before 1.7 the annotation is the policy";
    EXPECT_EQ(annotated(old, R"("externalTrafficPolicy":"Local")").local_asked_by, "");
    const std::string applied =
        R"("kubectl.kubernetes.io/last-applied-configuration":"{\"spec\":{\"externalTrafficPolicy\":\"Local\"}}")";
    EXPECT_EQ(annotated(applied, cluster).local_asked_by, "kubectl.kubernetes.io/last-applied-configuration");
}

TEST(service_hints, know_helm) {
    EXPECT_TRUE(annotated(R"("meta.helm.sh/release-name":"web")").by_helm);
    EXPECT_TRUE(
        read_service_hints(json_of(R"({"metadata":{"labels":{"app.kubernetes.io/managed-by":"Helm"}}})")).by_helm);
    EXPECT_FALSE(annotated("").by_helm);
}

TEST(service_hints, take_what_is_odd_for_absent) {
    for (const char* odd : {"null", "7", "[]", "{}", R"({"metadata":7})", R"({"metadata":{"annotations":[]}})",
                            R"({"spec":{"loadBalancerClass":"a b"}})", R"({"spec":{"loadBalancerClass":"/"}})",
                            R"({"spec":{"loadBalancerClass":7}})"}) {
        const service_hints hints = read_service_hints(json_of(odd));
        EXPECT_EQ(hints.load_balancer_class, "") << odd;
        EXPECT_FALSE(hints.aws_nlb || hints.proxy_protocol || hints.internal || hints.by_helm) << odd;
    }
}

TEST(node, tells_its_network_plugin_by_annotations) {
    const auto node = [](const std::string& annotations) {
        gap_list gaps;
        return read_node(json_of(R"({"metadata":{"name":"n1","annotations":{)" + annotations + "}}}"), gaps).value();
    };
    EXPECT_EQ(node("").network_plugin, "");
    EXPECT_EQ(node(R"("flannel.alpha.coreos.com/public-ip":"10.240.0.11")").network_plugin, "flannel");
    EXPECT_EQ(node(R"("network.cilium.io/ipv4-cilium-host":"10.180.1.77")").network_plugin, "cilium");
    EXPECT_EQ(node(R"("projectcalico.org/IPv4IPIPTunnelAddr":"\u001b[2J")").network_plugin, "calico");
    EXPECT_EQ(node(R"("a.example/network.cilium.io/":"x")").network_plugin, "");
}

} // namespace
} // namespace srcip::probe::kube
