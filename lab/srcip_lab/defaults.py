"""What API server and controllers would add to the cluster file's short objects. Pure: the time is handed in."""

import copy
import itertools
import uuid

from . import objects
from .rules import belongs_to

CONTROLLER_LABEL = "endpointslice.kubernetes.io/managed-by"
CONTROLLER = "endpointslice-controller.k8s.io"
TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time"
SKIP_MIRROR_LABEL = "endpointslice.kubernetes.io/skip-mirror"
FIRST_VERSION = 190


def complete(cluster, now):
    """Cluster → the same with uid, resourceVersion and defaults in every object; and the last version given out."""
    versions = itertools.count(FIRST_VERSION)
    done = copy.deepcopy(cluster)
    nodes = {objects.name(node): node for node in done.nodes}
    for kind, items in (("Node", done.nodes), ("Pod", done.pods), ("Service", done.services),
                        ("EndpointSlice", done.slices)):
        for item in items:
            _identify(item, kind, next(versions), now)
    for node in done.nodes:
        _complete_node(node)
    for pod in done.pods:
        _complete_pod(pod, nodes[pod["spec"]["nodeName"]])
    for service in done.services:
        complete_service(service)
    for slice_ in done.slices:
        _complete_slice(slice_, done, now)
    return done, next(versions) - 1


def _identify(item, kind, version, now):
    metadata = item["metadata"]
    unique = f"{kind}/{objects.sort_key(item)}"
    metadata.setdefault("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, unique)))
    metadata.setdefault("resourceVersion", str(version))
    metadata.setdefault("creationTimestamp", now)


def _fill(target, defaults):
    for key, value in defaults.items():
        target.setdefault(key, copy.deepcopy(value))


def _complete_node(node):
    status = node.setdefault("status", {})
    status.setdefault("conditions", [{"type": "Ready", "status": "True", "reason": "KubeletReady"}])
    for condition in status["conditions"]:
        _fill(condition, {"lastHeartbeatTime": None, "lastTransitionTime": None})
    blank = ("machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion",
             "kubeletVersion", "kubeProxyVersion", "operatingSystem", "architecture")
    _fill(status, {"daemonEndpoints": {"kubeletEndpoint": {"Port": 0}}, "nodeInfo": {key: "" for key in blank}})


def _complete_pod(pod, node):
    spec, status = pod["spec"], pod["status"]
    _fill(spec, {
        "restartPolicy": "Always", "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst",
        "securityContext": {}, "schedulerName": "default-scheduler", "priority": 0, "enableServiceLinks": True,
        "preemptionPolicy": "PreemptLowerPriority",
        "tolerations": [{"key": f"node.kubernetes.io/{why}", "operator": "Exists", "effect": "NoExecute",
                         "tolerationSeconds": 300} for why in ("not-ready", "unreachable")],
        "containers": [{"name": "c", "image": "echoserver"}]})
    for container in spec["containers"]:
        _fill(container, {"resources": {}, "terminationMessagePath": "/dev/termination-log",
                          "terminationMessagePolicy": "File", "imagePullPolicy": "Always"})
        for port in container.get("ports", []):
            _fill(port, {"protocol": "TCP"})
    _fill(status, {
        "phase": "Running", "hostIP": objects.node_address(node), "podIPs": [{"ip": status["podIP"]}],
        "conditions": [{"type": kind, "status": "True", "lastProbeTime": None, "lastTransitionTime": None}
                       for kind in ("Ready", "ContainersReady")],
        "containerStatuses": [{"name": c["name"], "state": {"running": {"startedAt": None}}, "lastState": {},
                               "ready": True, "restartCount": 0, "image": c["image"], "imageID": ""}
                              for c in spec["containers"]],
        "qosClass": "BestEffort"})


def complete_service(service):
    """pkg/apis/core/v1/defaults.go, SetDefaults_Service."""
    spec = service["spec"]
    _fill(spec, {"type": "ClusterIP", "sessionAffinity": "None"})
    for port in spec.get("ports", []):
        _fill(port, {"protocol": "TCP", "targetPort": port["port"]})
    if spec.get("clusterIP"):
        _fill(spec, {"clusterIPs": [spec["clusterIP"]]})
    if spec["type"] in ("NodePort", "LoadBalancer"):
        _fill(spec, {"externalTrafficPolicy": "Cluster"})
    service.setdefault("status", {}).setdefault("loadBalancer", {})


def _complete_slice(slice_, cluster, now):
    for endpoint in slice_.get("endpoints") or []:
        endpoint.setdefault("conditions", {}).setdefault("ready", True)
        _complete_target(endpoint.get("targetRef"), cluster)
    for port in slice_.get("ports") or []:
        _fill(port, {"name": "", "protocol": "TCP"})
    # A controller's empty lists reach the wire as null (Go's nil slices).
    slice_["endpoints"] = slice_.get("endpoints") or None
    slice_["ports"] = slice_.get("ports") or None
    metadata = slice_["metadata"]
    if metadata["labels"].get(CONTROLLER_LABEL) == CONTROLLER:
        _fill(metadata, {"generation": 1, "annotations": {TRIGGER_TIME: now},
                         "ownerReferences": [_owner(s) for s in cluster.services if belongs_to(slice_, s)]})
    _fill(metadata, {"generation": 1})


def _complete_target(target, cluster):
    for pod in cluster.pods if target and target.get("kind") == "Pod" else ():
        if objects.name(pod) == target["name"] and objects.namespace(pod) == target.get("namespace", "default"):
            metadata = pod["metadata"]
            _fill(target, {"uid": metadata["uid"], "resourceVersion": metadata["resourceVersion"]})


def _owner(service):
    return {"apiVersion": "v1", "kind": "Service", "name": objects.name(service),
            "uid": service["metadata"]["uid"], "controller": True, "blockOwnerDeletion": True}


def endpoints_of(service, slices, now):
    """The core/v1 Endpoints that stand for a service's slices, or None where Kubernetes makes none."""
    mine = [s for s in slices if belongs_to(s, service)]
    if not mine and not service["spec"].get("selector"):
        return None
    endpoints = {"metadata": {"name": objects.name(service), "namespace": objects.namespace(service)}}
    _identify(endpoints, "Endpoints", int(service["metadata"]["resourceVersion"]), now)
    if service["spec"].get("selector"):
        endpoints["metadata"]["labels"] = dict(service["metadata"].get("labels", {}))
        endpoints["metadata"]["annotations"] = {TRIGGER_TIME: now}
    else:
        endpoints["metadata"]["labels"] = {SKIP_MIRROR_LABEL: "true"}
    subsets = _subsets(mine)
    if subsets:
        endpoints["subsets"] = subsets
    return endpoints


def _subsets(slices):
    by_ports = {}
    for slice_ in slices:
        ports = tuple((p.get("name") or "", p["port"], p["protocol"]) for p in slice_.get("ports") or [])
        for endpoint in slice_.get("endpoints") or []:
            by_ports.setdefault(ports, []).append(endpoint)
    return [_subset(ports, found) for ports, found in by_ports.items()]


def _subset(ports, endpoints):
    subset = {}
    for endpoint in sorted(endpoints, key=lambda e: e["addresses"][0]):
        which = "addresses" if endpoint["conditions"]["ready"] is not False else "notReadyAddresses"
        address = {"ip": endpoint["addresses"][0]}
        address.update({key: endpoint[key] for key in ("nodeName", "targetRef") if key in endpoint})
        subset.setdefault(which, []).append(address)
    subset["ports"] = [{**({"name": name} if name else {}), "port": port, "protocol": protocol}
                       for name, port, protocol in ports]
    return subset
