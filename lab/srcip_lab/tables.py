"""The server-side tables `kubectl get` prints (pkg/printers/internalversion/printers.go). Pure."""

import datetime

_NODE = ("Name", "Status", "Roles", "Age", "Version", "*Internal-IP", "*External-IP", "*OS-Image", "*Kernel-Version",
         "*Container-Runtime")
_COLUMNS = {
    "nodes": _NODE,
    "pods": ("Name", "Ready", "Status", "Restarts", "Age", "*IP", "*Node", "*Nominated Node", "*Readiness Gates"),
    "services": ("Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "*Selector"),
    "endpoints": ("Name", "Endpoints", "Age"),
    "endpointslices": ("Name", "AddressType", "Ports", "Endpoints", "Age"),
    "namespaces": ("Name", "Status", "Age"),
}
_MOST_ENDPOINTS = 3


def table(resource, items, list_metadata, now, include="Metadata"):
    """Objects → meta.k8s.io/v1 Table. Columns with a star show with -o wide only."""
    columns = [{"name": name.lstrip("*"), "type": "string", "format": "name" if name == "Name" else "",
                "description": "", "priority": int(name.startswith("*"))} for name in _COLUMNS[resource]]
    rows = [{"cells": _CELLS[resource](item, _age(item, now)), **_row_object(item, include)} for item in items]
    return {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": list_metadata, "columnDefinitions": columns,
            "rows": rows}


def _row_object(item, include):
    if include == "None":
        return {}
    if include == "Object":
        return {"object": item}
    return {"object": {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"]}}


def _age(item, now):
    made = datetime.datetime.fromisoformat(item["metadata"]["creationTimestamp"])
    seconds = max(0, int((now - made).total_seconds()))
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def _node(item, age):
    status = item["status"]
    ready = [c["status"] for c in status["conditions"] if c["type"] == "Ready"]
    word = "Ready" if ready == ["True"] else "NotReady" if ready else "Unknown"
    prefix = "node-role.kubernetes.io/"
    roles = sorted(key[len(prefix):] for key in item["metadata"].get("labels", {}) if key.startswith(prefix))
    addresses = {a["type"]: a["address"] for a in status["addresses"]}
    info = status["nodeInfo"]
    return [item["metadata"]["name"], word, ",".join(roles) or "<none>", age, info["kubeletVersion"],
            addresses.get("InternalIP", "<none>"), addresses.get("ExternalIP", "<none>"),
            *(info[key] or "<unknown>" for key in ("osImage", "kernelVersion", "containerRuntimeVersion"))]


def _pod(item, age):
    statuses = item["status"].get("containerStatuses", [])
    ready = f"{sum(bool(s['ready']) for s in statuses)}/{len(item['spec']['containers'])}"
    restarts = str(sum(s["restartCount"] for s in statuses))
    return [item["metadata"]["name"], ready, item["status"]["phase"], restarts, age,
            item["status"].get("podIP", "<none>"), item["spec"].get("nodeName", "<none>"), "<none>", "<none>"]


def _service(item, age):
    spec = item["spec"]
    ports = ",".join(f"{p['port']}:{p['nodePort']}/{p['protocol']}" if p.get("nodePort")
                     else f"{p['port']}/{p['protocol']}" for p in spec.get("ports", []))
    selector = ",".join(f"{k}={v}" for k, v in sorted((spec.get("selector") or {}).items()))
    return [item["metadata"]["name"], spec["type"], spec.get("clusterIP") or "<none>", _external_ip(item),
            ports or "<none>", age, selector or "<none>"]


def _external_ip(item):
    spec = item["spec"]
    if spec["type"] == "ExternalName":
        return spec.get("externalName", "<none>")
    addresses = list(spec.get("externalIPs") or [])
    if spec["type"] == "LoadBalancer":
        ingress = item["status"]["loadBalancer"].get("ingress", [])
        addresses = [i.get("ip") or i.get("hostname") for i in ingress] + addresses
        return ",".join(addresses) or "<pending>"
    return ",".join(addresses) or "<none>"


def _endpoints(item, age):
    found = [f"{a['ip']}:{p['port']}" for s in item.get("subsets", []) for p in s["ports"]
             for a in s.get("addresses", [])]
    return [item["metadata"]["name"], _some(found, _MOST_ENDPOINTS), age]


def _slice(item, age):
    ports = [str(p["port"]) for p in item.get("ports") or []]
    found = [a for e in item.get("endpoints") or [] for a in e["addresses"]]
    return [item["metadata"]["name"], item["addressType"], _some(ports, 3, "<unset>"),
            _some(found, 3, "<unset>"), age]


def _some(words, most, none="<none>"):
    if len(words) > most:
        return f"{','.join(words[:most])} + {len(words) - most} more..."
    return ",".join(words) or none


def _namespace(item, age):
    return [item["metadata"]["name"], item["status"]["phase"], age]


_CELLS = {"nodes": _node, "pods": _pod, "services": _service, "endpoints": _endpoints, "endpointslices": _slice,
          "namespaces": _namespace}
