"""The cluster file: a Kubernetes List of Node, Pod, Service and EndpointSlice, and one ConfigMap for the cables.

Everything else derives from it: the hosts, each node's rules, what the API server answers.
"""

import ipaddress
import json
from dataclasses import dataclass

from .errors import BAD_CLUSTER, LabError

SETTINGS_NAME = "srcip-lab"
DEFAULT_SETTINGS = {
    "clusterCIDR": "10.180.0.0/16",
    "client": "198.51.100.79/24",
    "clientRouter": "198.51.100.1",
    "lan": "10.240.0.0/24",
    "router": "10.240.0.1",
    "api": "10.240.0.10",
    "routes": "",
}
SERVICE_NAME_LABEL = "kubernetes.io/service-name"
KINDS = ("Node", "Pod", "Service", "EndpointSlice", "ConfigMap")


@dataclass
class Cluster:
    """The objects by kind, as read, and the settings of ConfigMap srcip-lab."""

    nodes: list
    pods: list
    services: list
    slices: list
    settings: dict

    def as_list(self):
        """The inverse of `parse`."""
        settings = {"kind": "ConfigMap", "apiVersion": "v1",
                    "metadata": {"name": SETTINGS_NAME, "namespace": "default"}, "data": self.settings}
        return {"kind": "List", "apiVersion": "v1",
                "items": [settings, *self.nodes, *self.pods, *self.services, *self.slices]}


def name(obj):
    return obj["metadata"]["name"]


def namespace(obj):
    return obj["metadata"].get("namespace", "default")


def sort_key(obj):
    """etcd's order: namespace/name, byte by byte."""
    return f"{obj['metadata'].get('namespace', '')}/{name(obj)}"


def node_address(node):
    """The node's InternalIP, or None."""
    for address in node.get("status", {}).get("addresses", []):
        if address.get("type") == "InternalIP":
            return address.get("address")
    return None


def pod_cidr(node):
    spec = node.get("spec", {})
    return spec.get("podCIDR") or (spec.get("podCIDRs") or [None])[0]


def load(path):
    """Reads and checks a cluster file; raises LabError with what to change in it."""
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
    except OSError as error:
        raise LabError(f"cannot read cluster file {path}: {error.strerror}", BAD_CLUSTER) from error
    except ValueError as error:
        raise LabError(f"cluster file {path} is not JSON: {error}", BAD_CLUSTER) from error
    try:
        return parse(document)
    except LabError as error:
        raise LabError(f"cluster file {path}: {error}", BAD_CLUSTER) from error


def parse(document):
    """A List of objects → Cluster, checked."""
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise LabError('no "items": it must be a Kubernetes List, {"kind": "List", "items": [...]}', BAD_CLUSTER)
    by_kind = {kind: [] for kind in KINDS}
    for position, item in enumerate(document["items"]):
        by_kind[_kind_of(item, position)].append(item)
    for kind, items in by_kind.items():
        _check_unique(kind, items)
    cluster = Cluster(by_kind["Node"], by_kind["Pod"], by_kind["Service"], by_kind["EndpointSlice"],
                      _settings(by_kind["ConfigMap"]))
    _check(cluster)
    return cluster


def _kind_of(item, position):
    kind = item.get("kind") if isinstance(item, dict) else None
    if kind not in KINDS:
        raise LabError(f"items[{position}]: kind {kind!r} is not one of {', '.join(KINDS)}", BAD_CLUSTER)
    metadata = item.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
        raise LabError(f"items[{position}] ({kind}): metadata.name is missing", BAD_CLUSTER)
    if kind != "Node":
        metadata.setdefault("namespace", "default")
    return kind


def _check_unique(kind, items):
    seen = set()
    for item in items:
        if sort_key(item) in seen:
            raise LabError(f"{kind} {sort_key(item).strip('/')} is there twice", BAD_CLUSTER)
        seen.add(sort_key(item))


def _settings(config_maps):
    settings = dict(DEFAULT_SETTINGS)
    for config_map in config_maps:
        if name(config_map) != SETTINGS_NAME:
            raise LabError(f"ConfigMap {name(config_map)}: only {SETTINGS_NAME} is known here", BAD_CLUSTER)
        unknown = set(config_map.get("data", {})) - set(DEFAULT_SETTINGS)
        if unknown:
            raise LabError(f"ConfigMap {SETTINGS_NAME}: unknown key {sorted(unknown)[0]!r}; "
                           f"known: {', '.join(DEFAULT_SETTINGS)}", BAD_CLUSTER)
        settings.update(config_map.get("data", {}))
    return settings


def _check(cluster):
    for key, value in cluster.settings.items():
        if key != "routes":
            _check_network(f"ConfigMap {SETTINGS_NAME}: data.{key}", value)
    for node in cluster.nodes:
        _check_address(f"Node {name(node)}: status.addresses InternalIP", node_address(node))
        _check_network(f"Node {name(node)}: spec.podCIDR", pod_cidr(node))
    nodes = {name(node): node for node in cluster.nodes}
    for pod in cluster.pods:
        _check_pod(pod, nodes)
    for service in cluster.services:
        check_service(service)
    for slice_ in cluster.slices:
        _check_slice(slice_, nodes)


def _check_pod(pod, nodes):
    what = f"Pod {sort_key(pod)}"
    node = nodes.get(pod.get("spec", {}).get("nodeName"))
    if node is None:
        raise LabError(f"{what}: spec.nodeName must be one of the nodes {', '.join(nodes)}", BAD_CLUSTER)
    ip = pod.get("status", {}).get("podIP")
    _check_address(f"{what}: status.podIP", ip)
    inside = ipaddress.ip_address(ip) in ipaddress.ip_network(pod_cidr(node))
    if not inside and ip != node_address(node):
        raise LabError(f"{what}: status.podIP {ip} is neither in {name(node)}'s podCIDR {pod_cidr(node)} "
                       f"nor the node's own address", BAD_CLUSTER)


def check_service(service):
    what = f"Service {sort_key(service)}"
    spec = service.get("spec", {})
    for position, port in enumerate(spec.get("ports", [])):
        if not _is_port(port.get("port")):
            raise LabError(f"{what}: spec.ports[{position}].port must be a number from 1 to 65535", BAD_CLUSTER)
        if port.get("nodePort") is not None and not _is_port(port["nodePort"]):
            raise LabError(f"{what}: spec.ports[{position}].nodePort must be from 1 to 65535", BAD_CLUSTER)
    if spec.get("type") != "ExternalName" and spec.get("clusterIP") != "None":
        _check_address(f"{what}: spec.clusterIP", spec.get("clusterIP"))
    for address in spec.get("externalIPs", []):
        _check_address(f"{what}: spec.externalIPs", address)
    for cidr in spec.get("loadBalancerSourceRanges", []):
        _check_network(f"{what}: spec.loadBalancerSourceRanges", cidr)


def _check_slice(slice_, nodes):
    what = f"EndpointSlice {sort_key(slice_)}"
    if SERVICE_NAME_LABEL not in slice_["metadata"].get("labels", {}):
        raise LabError(f"{what}: label {SERVICE_NAME_LABEL} is missing", BAD_CLUSTER)
    for endpoint in slice_.get("endpoints") or []:
        for address in endpoint.get("addresses", []):
            _check_address(f"{what}: endpoints[].addresses", address)
        if endpoint.get("nodeName") not in (None, *nodes):
            raise LabError(f"{what}: nodeName {endpoint['nodeName']} is not one of {', '.join(nodes)}", BAD_CLUSTER)
    for port in slice_.get("ports") or []:
        if not _is_port(port.get("port")):
            raise LabError(f"{what}: ports[].port must be a number from 1 to 65535", BAD_CLUSTER)


def _is_port(value):
    return isinstance(value, int) and 1 <= value <= 65535


def _check_address(what, value):
    try:
        ipaddress.IPv4Address(value)
    except ValueError as error:
        raise LabError(f"{what} must be an IPv4 address, not {value!r}", BAD_CLUSTER) from error


def _check_network(what, value):
    try:
        if not isinstance(value, str):
            raise ValueError
        ipaddress.IPv4Interface(value)
    except ValueError as error:
        raise LabError(f"{what} must be an IPv4 address or network, not {value!r}", BAD_CLUSTER) from error
