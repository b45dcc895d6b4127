"""Which hosts there are and how they are cabled: objects → `ip -batch` texts. Pure.

A LAN switch stands in the lab's own first namespace; every host is a named namespace (`ip netns`).
"""

import ipaddress
from dataclasses import dataclass, field

from . import objects
from .errors import BAD_CLUSTER, LabError

POD_BRIDGE = "cbr0"


@dataclass
class Host:
    """One network namespace. `batch` are the `ip` commands to run inside it."""

    name: str
    address: str
    role: str  # client, router, api, node or pod
    node: str = ""   # of a pod: the node it runs on
    pod: dict = None  # of a pod: its object
    forwards: bool = False
    batch: list = field(default_factory=list)


@dataclass
class Topology:
    hosts: dict        # name → Host, in order
    cables: list       # `ip` commands for the first namespace
    routes: list       # (prefix, node) the router sends there


def pod_host_name(pod):
    """`p-echo-1`, or `p-NAMESPACE-NAME` outside the default namespace."""
    space = objects.namespace(pod)
    return f"p-{objects.name(pod)}" if space == "default" else f"p-{space}-{objects.name(pod)}"


def bridge_address(node):
    """The pod bridge: the first address of the node's pod CIDR, as kubenet and the bridge plug-in choose it."""
    return str(next(ipaddress.ip_network(objects.pod_cidr(node)).hosts()))


def build(cluster):
    """Cluster → Topology."""
    settings = cluster.settings
    hosts = [
        Host("client", settings["client"].split("/")[0], "client"),
        Host("router", settings["router"], "router", forwards=True),
        Host("api", settings["api"], "api"),
    ]
    hosts += [Host(objects.name(n), objects.node_address(n), "node", forwards=True) for n in cluster.nodes]
    hosts += [_pod_host(pod) for pod in cluster.pods if not on_host_network(pod, cluster)]
    topology = Topology(_by_name(hosts), ["link add lan0 type bridge", "link set lan0 up"], _parse_routes(cluster))
    _cable_outside(topology, settings)
    for port, host in enumerate(h for h in hosts if h.role in ("router", "api", "node")):
        _cable_to_lan(topology, host, port, settings)
    for node in cluster.nodes:
        _cable_node(topology, node, cluster)
    _route(topology, cluster)
    return topology


def on_host_network(pod, cluster):
    """A pod whose address is its node's has no namespace of its own."""
    return pod["status"]["podIP"] in [objects.node_address(n) for n in cluster.nodes]


def host_of_pod(pod, cluster):
    """The name of the host whose network the pod uses."""
    return pod["spec"]["nodeName"] if on_host_network(pod, cluster) else pod_host_name(pod)


def _pod_host(pod):
    return Host(pod_host_name(pod), pod["status"]["podIP"], "pod", pod["spec"]["nodeName"], pod)


def _by_name(hosts):
    named = {}
    for host in hosts:
        if host.name in named:
            raise LabError(f"two hosts would be called {host.name}: rename the Node or Pod", BAD_CLUSTER)
        named[host.name] = host
    return named


def _parse_routes(cluster):
    """The lines `PREFIX via NODE` of setting `routes`."""
    nodes = [objects.name(node) for node in cluster.nodes]
    routes = []
    for line in cluster.settings["routes"].splitlines():
        words = line.split()
        if not words:
            continue
        if len(words) != 3 or words[1] != "via" or words[2] not in nodes:
            raise LabError(f"routes: {line!r} is not 'PREFIX via NODE' with a node of {', '.join(nodes)}", BAD_CLUSTER)
        routes.append((words[0], words[2]))
    return routes


def _cable_outside(topology, settings):
    """client ═══ router"""
    prefix = settings["client"].partition("/")[2] or "24"
    topology.cables.append("link add name eth1 netns router type veth peer name eth0 netns client")
    topology.hosts["router"].batch += [f"addr add {settings['clientRouter']}/{prefix} dev eth1", "link set eth1 up"]
    topology.hosts["client"].batch += [
        "link set lo up", f"addr add {settings['client'].split('/')[0]}/{prefix} dev eth0", "link set eth0 up",
        f"route add default via {settings['clientRouter']}"]


def _cable_to_lan(topology, host, port, settings):
    prefix = settings["lan"].partition("/")[2] or "24"
    topology.cables += [f"link add lan-{port} type veth peer name eth0 netns {host.name}",
                        f"link set lan-{port} master lan0 up"]
    host.batch += ["link set lo up", f"addr add {host.address}/{prefix} dev eth0", "link set eth0 up"]
    if host.role != "router":
        host.batch.append(f"route add default via {settings['router']}")


def _cable_node(topology, node, cluster):
    """The node's pod bridge and the pods behind it."""
    host = topology.hosts[objects.name(node)]
    gateway = bridge_address(node)
    prefix = ipaddress.ip_network(objects.pod_cidr(node)).prefixlen
    host.batch += [f"link add {POD_BRIDGE} type bridge", f"addr add {gateway}/{prefix} dev {POD_BRIDGE}",
                   f"link set {POD_BRIDGE} up"]
    pods = [h for h in topology.hosts.values() if h.role == "pod" and h.node == host.name]
    for port, pod in enumerate(pods):
        veth = f"veth{port}"
        topology.cables.append(f"link add name {veth} netns {host.name} type veth peer name eth0 netns {pod.name}")
        host.batch += [f"link set {veth} master {POD_BRIDGE} up", f"link set {veth} type bridge_slave hairpin on"]
        # A /32 makes pods of one node speak through the node's IP stack, where its rules are. With a /24 the bridge
        # would hand their frames over directly and replies would escape the NAT unless br_netfilter is loaded.
        pod.batch += ["link set lo up", f"addr add {pod.address}/32 dev eth0", "link set eth0 up",
                      f"route add default via {gateway} dev eth0 onlink"]


def _route(topology, cluster):
    """Pod networks are known on the LAN (host-gw), not to the router; the router knows the VIPs."""
    for node in cluster.nodes:
        for host in topology.hosts.values():
            if host.role in ("api", "node") and host.name != objects.name(node):
                host.batch.append(f"route add {objects.pod_cidr(node)} via {objects.node_address(node)}")
    for prefix, node in topology.routes:
        topology.hosts["router"].batch.append(f"route add {prefix} via {topology.hosts[node].address}")


def sysctls(host):
    """(path under /proc/sys, value) for a host, in the order they must be written."""
    values = []
    if host.forwards:
        # First: switching forwarding resets the other per-interface settings to a router's defaults.
        values.append(("net/ipv4/ip_forward", "1"))
    for where in ("all", "default"):
        values += [(f"net/ipv4/conf/{where}/rp_filter", "0"), (f"net/ipv4/conf/{where}/send_redirects", "0"),
                   (f"net/ipv4/conf/{where}/accept_redirects", "0"), (f"net/ipv6/conf/{where}/accept_dad", "0")]
    if host.role == "node":
        # kube-proxy 1.20 sets it so that node ports answer on 127.0.0.1.
        values.append(("net/ipv4/conf/all/route_localnet", "1"))
    return values
