"""Services and EndpointSlices, seen from one node → that node's nftables ruleset. Pure.

Mirrors what kube-proxy 1.20 does in iptables mode with --cluster-cidr (its source: pkg/proxy/iptables/proxier.go,
syncProxyRules), chain for chain and under the same chain names:

  KUBE-SERVICES    cluster IP, external IP and load-balancer IP → the port's chain; last, node ports on local addresses
  KUBE-SVC-…       all ready endpoints, by chance
  KUBE-SEP-…       one endpoint: an endpoint that reaches itself is masqueraded, then DNAT
  KUBE-XLB-…       externalTrafficPolicy Local: pods and this node may use every endpoint, others only local ones
  KUBE-FW-…        a load-balancer IP, with its source ranges
  KUBE-MARK-MASQ / KUBE-MARK-DROP   marks 0x4000 / 0x8000, acted on in postrouting and in the filter hooks

Beside kube-proxy's rules stand the kubelet's (KUBE-FIREWALL, KUBE-POSTROUTING), without which the marks do nothing.
Not mirrored: sessionAffinity (a comment says so), --masquerade-all, IPv6, conntrack clean-up for UDP.
"""

import ipaddress
from dataclasses import dataclass

from . import objects

MASQUERADE_MARK = "0x4000"
DROP_MARK = "0x8000"
PROTOCOLS = {"TCP": "tcp", "UDP": "udp", "SCTP": "sctp"}


@dataclass(frozen=True)
class Endpoint:
    """One ready endpoint of a service port. `local`: it runs on the node the rules are for."""

    address: str
    port: int
    local: bool


@dataclass(frozen=True)
class ServicePort:
    """One port of one service, with what the rules need to know of it."""

    namespace: str
    service: str
    port_name: str
    protocol: str
    cluster_ip: str
    port: int
    node_port: int
    external_ips: tuple
    load_balancer_ips: tuple
    source_ranges: tuple
    local_policy: bool
    health_check_node_port: int
    session_affinity: str
    endpoints: tuple

    @property
    def title(self):
        """namespace/service/port: legal in an nftables chain name, unlike kube-proxy's colon."""
        return "/".join(part for part in (self.namespace, self.service, self.port_name) if part)

    @property
    def dport(self):
        return f"{PROTOCOLS[self.protocol]} dport {self.port}"

    def chain(self, prefix):
        # The protocol too: one service may have TCP and UDP under port numbers alone distinguished by name.
        return f"KUBE-{prefix}-{self.title}/{PROTOCOLS[self.protocol]}"

    def endpoint_chain(self, endpoint):
        return f"{self.chain('SEP')}/{endpoint.address}-{endpoint.port}"


def service_ports(services, slices, node_name):
    """Services and slices → ServicePorts, sorted, as `node_name` sees them."""
    return [_service_port(service, port, slices, node_name)
            for service in sorted(services, key=objects.sort_key) if _is_proxied(service)
            for port in service["spec"].get("ports", [])]


def _is_proxied(service):
    """Headless services and names for other places have no rules."""
    spec = service["spec"]
    return spec.get("type") != "ExternalName" and spec.get("clusterIP") not in (None, "", "None")


def _service_port(service, port, slices, node_name):
    spec = service["spec"]
    ingress = service.get("status", {}).get("loadBalancer", {}).get("ingress") or []
    protocol = port.get("protocol", "TCP")
    return ServicePort(
        namespace=objects.namespace(service), service=objects.name(service), port_name=port.get("name", ""),
        protocol=protocol, cluster_ip=spec["clusterIP"], port=port["port"], node_port=port.get("nodePort", 0),
        external_ips=tuple(spec.get("externalIPs") or ()),
        # An ingress with a host name only is somebody else's load balancer: no rules (kubernetes/kubernetes#66607).
        load_balancer_ips=tuple(i["ip"] for i in ingress if i.get("ip")),
        source_ranges=tuple(spec.get("loadBalancerSourceRanges") or ()),
        local_policy=(spec.get("externalTrafficPolicy") == "Local"
                      and spec.get("type") in ("NodePort", "LoadBalancer")),
        health_check_node_port=spec.get("healthCheckNodePort", 0),
        session_affinity=spec.get("sessionAffinity", "None"),
        endpoints=_endpoints(service, port.get("name", ""), protocol, slices, node_name))


def _endpoints(service, port_name, protocol, slices, node_name):
    found = set()
    for slice_ in slices:
        if not belongs_to(slice_, service) or slice_.get("addressType", "IPv4") != "IPv4":
            continue
        for port in slice_.get("ports") or []:
            if (port.get("name") or "") != port_name or port.get("protocol", "TCP") != protocol:
                continue
            for endpoint in slice_.get("endpoints") or []:
                # An unknown readiness counts as ready (EndpointConditions' documentation).
                if endpoint.get("conditions", {}).get("ready") is not False:
                    local = endpoint.get("nodeName") == node_name
                    # Consumers use the first address only (Endpoint.addresses' documentation).
                    found.add(Endpoint(endpoint["addresses"][0], port["port"], local))
    return tuple(sorted(found, key=lambda e: (ipaddress.ip_address(e.address), e.port)))


def belongs_to(slice_, service):
    labels = slice_["metadata"].get("labels", {})
    return (labels.get(objects.SERVICE_NAME_LABEL) == objects.name(service)
            and objects.namespace(slice_) == objects.namespace(service))


def health_checks(services, slices, node_name):
    """healthCheckNodePort → (namespace, service, local endpoints): what the service health server answers."""
    checks = {}
    for port in service_ports(services, slices, node_name):
        if port.local_policy and port.health_check_node_port:
            _, _, addresses = checks.setdefault(
                port.health_check_node_port, (port.namespace, port.service, set()))
            addresses.update((e.address, e.port) for e in port.endpoints if e.local)
    return {number: (space, service, len(found)) for number, (space, service, found) in checks.items()}


class _Ruleset:
    """Chains in order of creation; `add` appends to one."""

    def __init__(self):
        self.chains = {}

    def add(self, chain, *rules):
        self.chains.setdefault(chain, []).extend(rules)

    def text(self, table):
        body = "\n".join(f"  chain {name} {{\n" + "".join(f"    {rule}\n" for rule in rules) + "  }"
                         for name, rules in self.chains.items())
        # Declared, deleted, declared again: one transaction replaces whatever was there.
        return f"table ip {table}\ndelete table ip {table}\ntable ip {table} {{\n{body}\n}}\n"


def ruleset(services, slices, node_name, node_ip, cluster_cidr, pod_bridge):
    """The whole of one node's rules as `nft -f` text."""
    rules = _Ruleset()
    _fixed_chains(rules)
    ports = service_ports(services, slices, node_name)
    for port in ports:
        if port.endpoints:
            _service_chains(rules, port, cluster_cidr)
            _cluster_ip(rules, port, cluster_cidr)
            _external_ips(rules, port, pod_bridge)
            _load_balancer_ips(rules, port, node_ip)
            _node_port(rules, port)
        else:
            _reject(rules, port)
    # Last, so that a service address that is also local to this node is matched by its own rule first.
    rules.add("KUBE-SERVICES", "fib daddr type local jump KUBE-NODEPORTS")
    return rules.text("kube-proxy")


def _fixed_chains(rules):
    for hook, priority in (("prerouting", "dstnat"), ("output", "-100")):
        rules.add(f"nat-{hook}", f"type nat hook {hook} priority {priority}; policy accept;", "jump KUBE-SERVICES")
    rules.add("nat-postrouting", "type nat hook postrouting priority srcnat; policy accept;",
              "jump KUBE-POSTROUTING")
    rules.add("filter-input", "type filter hook input priority filter; policy accept;",
              "ct state new jump KUBE-EXTERNAL-SERVICES", "jump KUBE-FIREWALL")
    # The drop mark is looked at here too: 1.20's kubelet does so only in INPUT and OUTPUT, and a load-balancer address
    # that is not the node's own would then go back to the router it came from, round and round until its TTL is gone.
    rules.add("filter-forward", "type filter hook forward priority filter; policy accept;",
              f"meta mark & {DROP_MARK} == {DROP_MARK} drop", "jump KUBE-FORWARD",
              "ct state new jump KUBE-REJECT", "ct state new jump KUBE-EXTERNAL-SERVICES")
    rules.add("filter-output", "type filter hook output priority filter; policy accept;",
              "ct state new jump KUBE-REJECT", "jump KUBE-FIREWALL")
    rules.add("KUBE-SERVICES")
    rules.add("KUBE-NODEPORTS")
    rules.add("KUBE-REJECT")
    rules.add("KUBE-EXTERNAL-SERVICES")
    rules.add("KUBE-MARK-MASQ", f"meta mark set meta mark or {MASQUERADE_MARK}")
    rules.add("KUBE-MARK-DROP", f"meta mark set meta mark or {DROP_MARK}")
    rules.add("KUBE-POSTROUTING", f"meta mark & {MASQUERADE_MARK} != {MASQUERADE_MARK} return",
              # Cleared, so that a packet that passes the stack twice is masqueraded once.
              f"meta mark set meta mark xor {MASQUERADE_MARK}", "masquerade fully-random")
    rules.add("KUBE-FORWARD", "ct state invalid drop", f"meta mark & {MASQUERADE_MARK} == {MASQUERADE_MARK} accept",
              "ct state { established, related } accept")
    rules.add("KUBE-FIREWALL", f"meta mark & {DROP_MARK} == {DROP_MARK} drop",
              # CVE-2020-8558: route_localnet must not let neighbours reach this node's 127.0.0.1.
              "ip saddr != 127.0.0.0/8 ip daddr 127.0.0.0/8 ct state != { established, related } "
              "ct status & dnat == 0 drop")


def _service_chains(rules, port, cluster_cidr):
    """KUBE-SVC and its KUBE-SEPs; KUBE-XLB for externalTrafficPolicy Local."""
    if port.session_affinity != "None":
        rules.add(port.chain("SVC"), f"# sessionAffinity {port.session_affinity} is not mirrored")
    rules.add(port.chain("SVC"), _one_of(port, port.endpoints))
    for endpoint in port.endpoints:
        rules.add(port.endpoint_chain(endpoint), f"ip saddr {endpoint.address} jump KUBE-MARK-MASQ",
                  f"meta l4proto {PROTOCOLS[port.protocol]} dnat to {endpoint.address}:{endpoint.port}")
    if not port.local_policy:
        return
    local = tuple(e for e in port.endpoints if e.local)
    rules.add(port.chain("XLB"),
              # Pods and the node itself could have used the cluster IP: they reach every endpoint.
              f"ip saddr {cluster_cidr} jump {port.chain('SVC')}",
              "fib saddr type local jump KUBE-MARK-MASQ",
              f"fib saddr type local jump {port.chain('SVC')}",
              _one_of(port, local) if local else "jump KUBE-MARK-DROP")


def _one_of(port, endpoints):
    if len(endpoints) == 1:
        return f"goto {port.endpoint_chain(endpoints[0])}"
    choices = ", ".join(f"{i} : goto {port.endpoint_chain(e)}" for i, e in enumerate(endpoints))
    return f"numgen random mod {len(endpoints)} vmap {{ {choices} }}"


def _cluster_ip(rules, port, cluster_cidr):
    match = f"ip daddr {port.cluster_ip} {port.dport}"
    rules.add("KUBE-SERVICES", f"ip saddr != {cluster_cidr} {match} jump KUBE-MARK-MASQ",
              f"{match} jump {port.chain('SVC')}")


def _external_chain(rules, chain, match, port):
    """`match` in `chain` leads to XLB, or for policy Cluster through the masquerade mark to SVC; returns which."""
    if port.local_policy:
        return port.chain("XLB")
    rules.add(chain, f"{match} jump KUBE-MARK-MASQ".strip())
    return port.chain("SVC")


def _external_ips(rules, port, pod_bridge):
    for address in port.external_ips:
        match = f"ip daddr {address} {port.dport}"
        target = _external_chain(rules, "KUBE-SERVICES", match, port)
        # Only what comes from another machine. kube-proxy asks br_netfilter ("! --physdev-is-in") whether a packet
        # came from a pod; here the bridge it came through says so.
        rules.add("KUBE-SERVICES", f'{match} iifname != "{pod_bridge}" fib saddr type != local jump {target}',
                  f"{match} fib daddr type local jump {port.chain('SVC')}")


def _load_balancer_ips(rules, port, node_ip):
    if not port.load_balancer_ips:
        return
    firewall = port.chain("FW")
    for address in port.load_balancer_ips:
        rules.add("KUBE-SERVICES", f"ip daddr {address} {port.dport} jump {firewall}")
    target = _external_chain(rules, firewall, "", port)
    if not port.source_ranges:
        rules.add(firewall, f"jump {target}")
    else:
        rules.add(firewall, *[f"ip saddr {_network(cidr)} jump {target}" for cidr in port.source_ranges])
        if any(ipaddress.ip_address(node_ip) in ipaddress.ip_network(cidr, strict=False)
               for cidr in port.source_ranges):
            # A node that carries the address itself uses it as the source, too.
            rules.add(firewall, *[f"ip saddr {address} jump {target}" for address in port.load_balancer_ips])
    rules.add(firewall, "jump KUBE-MARK-DROP")


def _network(cidr):
    """nft refuses host bits in a prefix; Kubernetes allows them."""
    return str(ipaddress.ip_network(cidr, strict=False))


def _node_port(rules, port):
    if not port.node_port:
        return
    match = f"{PROTOCOLS[port.protocol]} dport {port.node_port}"
    if port.local_policy:
        # 127.0.0.1 cannot leave the node: masquerade, though policy Local otherwise never does.
        rules.add("KUBE-NODEPORTS", f"ip saddr 127.0.0.0/8 {match} jump KUBE-MARK-MASQ")
    target = _external_chain(rules, "KUBE-NODEPORTS", match, port)
    rules.add("KUBE-NODEPORTS", f"{match} jump {target}")


def _reject(rules, port):
    """No endpoint anywhere: refuse at once instead of letting clients wait."""
    refusal = "reject with icmp type port-unreachable"
    rules.add("KUBE-REJECT", f"ip daddr {port.cluster_ip} {port.dport} {refusal}")
    for address in (*port.external_ips, *port.load_balancer_ips):
        rules.add("KUBE-EXTERNAL-SERVICES", f"ip daddr {address} {port.dport} {refusal}")
    if port.node_port:
        rules.add("KUBE-EXTERNAL-SERVICES",
                  f"fib daddr type local {PROTOCOLS[port.protocol]} dport {port.node_port} {refusal}")
