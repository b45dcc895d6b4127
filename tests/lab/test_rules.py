"""Service and EndpointSlice objects → nftables rules: shapes beyond those of the default cluster."""

import re
import subprocess
import unittest

import lab_modules as m
from srcip_lab import objects, rules, topology  # pylint: disable=wrong-import-order

LOCAL, REMOTE = m.endpoint("10.180.1.5", "n1"), m.endpoint("10.180.2.5", "n2")
REFUSAL = "reject with icmp type port-unreachable"


def ruleset(services, slices, node="n1", node_ip="10.240.0.11"):
    return rules.ruleset(services, slices, node, node_ip, "10.180.0.0/16", "cbr0")


def chains(services, slices, **where):
    """Chain name → its rules."""
    text = ruleset(services, slices, **where)
    return {name: [line.strip() for line in body.strip().splitlines()]
            for name, body in re.findall(r"  chain (\S+) \{\n(.*?)  \}", text, re.DOTALL)}


class ClusterIp(unittest.TestCase):
    def test_outsiders_are_masqueraded_and_pods_are_not(self):
        found = chains([m.service()], [m.endpoint_slice(LOCAL)])
        self.assertEqual(found["KUBE-SERVICES"], [
            "ip saddr != 10.180.0.0/16 ip daddr 10.0.0.7 tcp dport 80 jump KUBE-MARK-MASQ",
            "ip daddr 10.0.0.7 tcp dport 80 jump KUBE-SVC-default/web/tcp",
            "fib daddr type local jump KUBE-NODEPORTS"])

    def test_an_endpoint_that_reaches_itself_is_masqueraded_before_the_translation(self):
        found = chains([m.service()], [m.endpoint_slice(LOCAL)])
        self.assertEqual(found["KUBE-SEP-default/web/tcp/10.180.1.5-8080"], [
            "ip saddr 10.180.1.5 jump KUBE-MARK-MASQ", "meta l4proto tcp dnat to 10.180.1.5:8080"])

    def test_several_endpoints_share_by_chance(self):
        found = chains([m.service()], [m.endpoint_slice(REMOTE), m.endpoint_slice(LOCAL, suffix="b")])
        self.assertEqual(found["KUBE-SVC-default/web/tcp"], [
            "numgen random mod 2 vmap { 0 : goto KUBE-SEP-default/web/tcp/10.180.1.5-8080, "
            "1 : goto KUBE-SEP-default/web/tcp/10.180.2.5-8080 }"])

    def test_only_ready_endpoints_count_and_unknown_counts_as_ready(self):
        unknown = {"addresses": ["10.180.3.5"], "conditions": {}}
        slices = [m.endpoint_slice(m.endpoint("10.180.1.5", "n1", ready=False), unknown)]
        found = chains([m.service()], slices)
        self.assertEqual(found["KUBE-SVC-default/web/tcp"], ["goto KUBE-SEP-default/web/tcp/10.180.3.5-8080"])

    def test_headless_and_external_names_have_no_rules(self):
        services = [m.service("a", clusterIP="None"), m.service("b", type="ExternalName", clusterIP="")]
        self.assertEqual(rules.service_ports(services, [], "n1"), [])

    def test_slices_of_another_namespace_or_family_are_not_ours(self):
        foreign, v6 = m.endpoint_slice(LOCAL), m.endpoint_slice(LOCAL)
        foreign["metadata"]["namespace"] = "other"
        v6["addressType"] = "IPv6"
        self.assertEqual(rules.service_ports([m.service()], [foreign, v6], "n1")[0].endpoints, ())

    def test_session_affinity_is_admitted_to_be_missing(self):
        found = chains([m.service(sessionAffinity="ClientIP")], [m.endpoint_slice(LOCAL)])
        self.assertIn("# sessionAffinity ClientIP is not mirrored", found["KUBE-SVC-default/web/tcp"])


class Ports(unittest.TestCase):
    def test_named_ports_find_their_endpoints_by_name(self):
        service = m.service(ports=[{"name": "http", "port": 80}, {"name": "admin", "port": 81}])
        slices = [m.endpoint_slice(LOCAL, ports=[{"name": "admin", "port": 9000}, {"name": "http", "port": 8080}])]
        http, admin = rules.service_ports([service], slices, "n1")
        self.assertEqual([(e.address, e.port) for e in http.endpoints], [("10.180.1.5", 8080)])
        self.assertEqual([(e.address, e.port) for e in admin.endpoints], [("10.180.1.5", 9000)])

    def test_tcp_and_udp_under_one_number(self):
        service = m.service(ports=[{"name": "dns", "port": 53, "protocol": "UDP"},
                                   {"name": "dns-tcp", "port": 53, "protocol": "TCP"}])
        slices = [m.endpoint_slice(LOCAL, ports=[{"name": "dns", "port": 5353, "protocol": "UDP"},
                                                 {"name": "dns-tcp", "port": 5353, "protocol": "TCP"}])]
        found = chains([service], slices)
        self.assertIn("ip daddr 10.0.0.7 udp dport 53 jump KUBE-SVC-default/web/dns/udp", found["KUBE-SERVICES"])
        self.assertIn("ip daddr 10.0.0.7 tcp dport 53 jump KUBE-SVC-default/web/dns-tcp/tcp", found["KUBE-SERVICES"])
        self.assertIn("meta l4proto udp dnat to 10.180.1.5:5353",
                      found["KUBE-SEP-default/web/dns/udp/10.180.1.5-5353"])

    def test_a_slice_port_of_another_protocol_does_not_match(self):
        slices = [m.endpoint_slice(LOCAL, ports=[{"name": "", "port": 8080, "protocol": "UDP"}])]
        self.assertEqual(rules.service_ports([m.service()], slices, "n1")[0].endpoints, ())


class NodePort(unittest.TestCase):
    @staticmethod
    def node_port(**spec):
        return m.service(type="NodePort", ports=[{"port": 80, "nodePort": 30007}], **spec)

    def test_cluster_masquerades(self):
        found = chains([self.node_port(externalTrafficPolicy="Cluster")], [m.endpoint_slice(LOCAL)])
        self.assertEqual(found["KUBE-NODEPORTS"], ["tcp dport 30007 jump KUBE-MARK-MASQ",
                                                   "tcp dport 30007 jump KUBE-SVC-default/web/tcp"])

    def test_local_masquerades_only_this_nodes_loopback(self):
        found = chains([self.node_port(externalTrafficPolicy="Local")], [m.endpoint_slice(LOCAL)])
        self.assertEqual(found["KUBE-NODEPORTS"], ["ip saddr 127.0.0.0/8 tcp dport 30007 jump KUBE-MARK-MASQ",
                                                   "tcp dport 30007 jump KUBE-XLB-default/web/tcp"])

    def test_local_uses_all_local_endpoints_and_no_other(self):
        slices = [m.endpoint_slice(LOCAL, REMOTE, m.endpoint("10.180.1.6", "n1"))]
        found = chains([self.node_port(externalTrafficPolicy="Local")], slices)
        self.assertEqual(found["KUBE-XLB-default/web/tcp"], [
            "ip saddr 10.180.0.0/16 jump KUBE-SVC-default/web/tcp",
            "fib saddr type local jump KUBE-MARK-MASQ",
            "fib saddr type local jump KUBE-SVC-default/web/tcp",
            "numgen random mod 2 vmap { 0 : goto KUBE-SEP-default/web/tcp/10.180.1.5-8080, "
            "1 : goto KUBE-SEP-default/web/tcp/10.180.1.6-8080 }"])

    def test_local_without_a_local_endpoint_drops(self):
        found = chains([self.node_port(externalTrafficPolicy="Local")], [m.endpoint_slice(LOCAL)], node="n3")
        self.assertEqual(found["KUBE-XLB-default/web/tcp"][-1], "jump KUBE-MARK-DROP")

    def test_without_any_endpoint_refuses_on_local_addresses(self):
        found = chains([self.node_port(externalTrafficPolicy="Local")], [])
        self.assertEqual(found["KUBE-EXTERNAL-SERVICES"], [f"fib daddr type local tcp dport 30007 {REFUSAL}"])
        self.assertEqual(found["KUBE-REJECT"], [f"ip daddr 10.0.0.7 tcp dport 80 {REFUSAL}"])
        self.assertNotIn("KUBE-SVC-default/web/tcp", found)


class LoadBalancer(unittest.TestCase):
    def test_cluster(self):
        found = chains([m.load_balancer(externalTrafficPolicy="Cluster")], [m.endpoint_slice(LOCAL)])
        self.assertIn("ip daddr 203.0.113.9 tcp dport 80 jump KUBE-FW-default/web/tcp", found["KUBE-SERVICES"])
        self.assertEqual(found["KUBE-FW-default/web/tcp"], ["jump KUBE-MARK-MASQ", "jump KUBE-SVC-default/web/tcp",
                                                            "jump KUBE-MARK-DROP"])

    def test_source_ranges_let_only_those_in(self):
        service = m.load_balancer(externalTrafficPolicy="Local",
                                  loadBalancerSourceRanges=["198.51.100.7/24", "192.0.2.0/24"])
        found = chains([service], [m.endpoint_slice(LOCAL)])
        self.assertEqual(found["KUBE-FW-default/web/tcp"], [
            "ip saddr 198.51.100.0/24 jump KUBE-XLB-default/web/tcp",
            "ip saddr 192.0.2.0/24 jump KUBE-XLB-default/web/tcp", "jump KUBE-MARK-DROP"])

    def test_a_range_with_the_node_lets_the_address_itself_in(self):
        service = m.load_balancer(loadBalancerSourceRanges=["10.240.0.0/24"])
        rule = "ip saddr 203.0.113.9 jump KUBE-SVC-default/web/tcp"
        slices = [m.endpoint_slice(LOCAL)]
        self.assertIn(rule, chains([service], slices)["KUBE-FW-default/web/tcp"])
        self.assertNotIn(rule, chains([service], slices, node_ip="10.99.0.1")["KUBE-FW-default/web/tcp"])

    def test_a_host_name_instead_of_an_address_has_no_rule(self):
        service = m.load_balancer()
        service["status"]["loadBalancer"]["ingress"] = [{"hostname": "lb.example"}]
        self.assertNotIn("KUBE-FW-default/web/tcp", chains([service], [m.endpoint_slice(LOCAL)]))

    def test_without_endpoints_refuses(self):
        found = chains([m.load_balancer()], [])
        self.assertIn(f"ip daddr 203.0.113.9 tcp dport 80 {REFUSAL}", found["KUBE-EXTERNAL-SERVICES"])


class ExternalIp(unittest.TestCase):
    def test_only_what_comes_from_other_machines(self):
        service = m.service(externalIPs=["192.0.2.80"])
        found = chains([service], [m.endpoint_slice(LOCAL)])
        match = "ip daddr 192.0.2.80 tcp dport 80"
        self.assertEqual(found["KUBE-SERVICES"][2:5], [
            f"{match} jump KUBE-MARK-MASQ",
            f'{match} iifname != "cbr0" fib saddr type != local jump KUBE-SVC-default/web/tcp',
            f"{match} fib daddr type local jump KUBE-SVC-default/web/tcp"])

    def test_local_policy_preserves(self):
        service = m.load_balancer(externalTrafficPolicy="Local", externalIPs=["192.0.2.80"])
        found = chains([service], [m.endpoint_slice(LOCAL)])
        about = [rule for rule in found["KUBE-SERVICES"] if "192.0.2.80" in rule]
        self.assertIn("jump KUBE-XLB-default/web/tcp", about[0])
        self.assertNotIn("KUBE-MARK-MASQ", " ".join(about))

    def test_a_cluster_ip_service_has_no_local_policy(self):
        service = m.service(externalIPs=["192.0.2.80"], externalTrafficPolicy="Local")
        self.assertFalse(rules.service_ports([service], [], "n1")[0].local_policy)


class HealthChecks(unittest.TestCase):
    def test_counts_this_nodes_endpoints(self):
        service = m.load_balancer(externalTrafficPolicy="Local", healthCheckNodePort=32000)
        slices = [m.endpoint_slice(LOCAL, REMOTE, m.endpoint("10.180.1.6", "n1", ready=False))]
        for node, local in (("n1", 1), ("n2", 1), ("n3", 0)):
            self.assertEqual(rules.health_checks([service], slices, node), {32000: ("default", "web", local)})

    def test_policy_cluster_has_none(self):
        self.assertEqual(rules.health_checks([m.load_balancer(healthCheckNodePort=32000)], [], "n1"), {})


class Whole(unittest.TestCase):
    def test_nothing_depends_on_the_order_of_objects(self):
        cluster = objects.load(m.TUTORIAL)
        turned = ruleset(cluster.services[::-1], cluster.slices[::-1])
        self.assertEqual(ruleset(cluster.services, cluster.slices), turned)

    def test_every_jump_has_a_target(self):
        service = m.load_balancer(externalTrafficPolicy="Local", externalIPs=["192.0.2.80"],
                                  loadBalancerSourceRanges=["10.240.0.0/24"])
        for node in ("n1", "n3"):
            text = ruleset([service], [m.endpoint_slice(LOCAL, REMOTE)], node=node)
            self.assertLessEqual(set(re.findall(r"(?:jump|goto) ([^\s,]+)", text)),
                                 set(re.findall(r"chain (\S+) \{", text)))

    def test_nft_accepts_every_shape(self):
        services = [m.load_balancer(externalTrafficPolicy="Local", externalIPs=["192.0.2.80"],
                                    loadBalancerSourceRanges=["10.240.0.9/24"], sessionAffinity="ClientIP"),
                    m.service("udp", ports=[{"name": "a", "port": 53, "protocol": "UDP"}], clusterIP="10.0.0.8"),
                    m.service("none", type="NodePort", ports=[{"port": 80, "nodePort": 30009}], clusterIP="10.0.0.9")]
        slices = [m.endpoint_slice(LOCAL, REMOTE),
                  m.endpoint_slice(LOCAL, owner="udp", ports=[{"name": "a", "port": 53, "protocol": "UDP"}])]
        done = subprocess.run(["unshare", "--user", "--map-root-user", "--net", "/usr/sbin/nft", "-c", "-f", "-"],
                              input=ruleset(services, slices), text=True, capture_output=True, check=False)
        if "unshare" in done.stderr:
            self.skipTest(f"user namespaces are forbidden here: {done.stderr.strip()}")
        self.assertEqual((done.returncode, done.stderr), (0, ""))


class Cables(unittest.TestCase):
    def test_the_tutorials_hosts(self):
        hosts = topology.build(objects.load(m.TUTORIAL)).hosts
        self.assertEqual({name: host.address for name, host in hosts.items()}, {
            "client": "198.51.100.79", "router": "10.240.0.1", "api": "10.240.0.10", "n1": "10.240.0.11",
            "n2": "10.240.0.12", "n3": "10.240.0.13", "p-client-1": "10.180.1.9", "p-client-2": "10.180.2.8",
            "p-echo-1": "10.180.1.136"})

    def test_only_nodes_and_the_router_forward(self):
        hosts = topology.build(objects.load(m.TUTORIAL)).hosts
        self.assertEqual([name for name, host in hosts.items() if host.forwards], ["router", "n1", "n2", "n3"])

    def test_the_router_does_not_know_the_pods(self):
        routes = [c for c in topology.build(objects.load(m.TUTORIAL)).hosts["router"].batch if "route" in c]
        self.assertEqual(routes, ["route add 203.0.113.140 via 10.240.0.12", "route add 203.0.113.141 via 10.240.0.11"])

    def test_a_pod_on_the_host_network_has_no_host_of_its_own(self):
        cluster = objects.load(m.TUTORIAL)
        cluster.pods[0]["status"]["podIP"] = "10.240.0.11"
        plan = topology.build(cluster)
        self.assertNotIn("p-client-1", plan.hosts)
        self.assertEqual(topology.host_of_pod(cluster.pods[0], cluster), "n1")


class BadClusterFiles(unittest.TestCase):
    def test_says_what_is_wrong(self):
        cases = [
            ([], "no \"items\""),
            ({"items": [{"kind": "Deployment"}]}, "Deployment"),
            ({"items": [{"kind": "Node"}]}, "metadata.name"),
            ({"items": [{"kind": "Node", "metadata": {"name": "n1"}}]}, "InternalIP"),
            ({"items": [m.service(), m.service()]}, "twice"),
            ({"items": [m.service(ports=[{"port": 0}])]}, "ports[0].port"),
            ({"items": [m.service(clusterIP="ten")]}, "clusterIP"),
            ({"items": [m.endpoint_slice(LOCAL)]}, "nodeName"),
            ({"items": [{"kind": "ConfigMap", "metadata": {"name": "srcip-lab"}, "data": {"x": ""}}]}, "'x'"),
        ]
        for document, words in cases:
            with self.assertRaisesRegex(objects.LabError, re.escape(words)):
                objects.parse(document)


if __name__ == "__main__":
    unittest.main()
