"""What differs between the API servers of Kubernetes 1.5 … 1.x, as far as this lab's objects show it. Pure.

`minor` is N of 1.N everywhere. Sources: the feature gates' histories and the API changes in the release notes.
"""

import copy

SLICE_FIELDS_OF_122 = ("serving", "terminating")


def discovery_versions(minor):
    """Versions of discovery.k8s.io, preferred first: v1beta1 came with 1.17, v1 with 1.21, v1beta1 went with 1.25."""
    return [*(["v1"] if minor >= 21 else []), *(["v1beta1"] if 17 <= minor < 25 else [])]


def server_version(minor):
    """GET /version"""
    return {"major": "1", "minor": str(minor), "gitVersion": f"v1.{minor}.0", "gitCommit": "", "gitTreeState": "clean",
            "buildDate": "1970-01-01T00:00:00Z", "goVersion": "go1.15.5", "compiler": "gc", "platform": "linux/amd64"}


def shape(resource, obj, minor, group_version):
    """The object as an API server of that version writes it in a list: there, the list alone says the kind."""
    obj = copy.deepcopy(obj)
    obj.pop("kind", None)
    obj.pop("apiVersion", None)
    if resource == "services":
        _shape_service(obj["spec"], minor)
    elif resource == "endpointslices":
        _shape_slice(obj, minor, group_version)
    return obj


def _shape_service(spec, minor):
    if minor < 20:
        spec.pop("clusterIPs", None)
    if minor >= 21 and spec["type"] != "ExternalName":  # dual-stack, beta
        spec.setdefault("ipFamilies", ["IPv4"])
        spec.setdefault("ipFamilyPolicy", "SingleStack")
    if minor < 22:
        spec.pop("internalTrafficPolicy", None)
    elif spec["type"] != "ExternalName":
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if minor >= 22 and spec["type"] == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)


def _shape_slice(slice_, minor, group_version):
    for endpoint in slice_.get("endpoints") or []:
        if minor < 22:
            for field in SLICE_FIELDS_OF_122:
                endpoint["conditions"].pop(field, None)
        if group_version.endswith("/v1beta1"):
            _to_v1beta1(endpoint)


def _to_v1beta1(endpoint):
    """v1's nodeName and zone are v1beta1's topology keys."""
    topology = dict(endpoint.pop("deprecatedTopology", {}))
    for field, key in (("nodeName", "kubernetes.io/hostname"), ("zone", "topology.kubernetes.io/zone")):
        if field in endpoint:
            topology[key] = endpoint.pop(field)
    if topology:
        endpoint["topology"] = topology
