"""The objects behind the API: lists in pages, single objects, patches of services. No HTTP here."""

import base64
import copy
import json
import threading
from dataclasses import dataclass

from . import defaults, objects, selectors, statuses, versions
from .errors import LabError

NODE_PORTS = range(30000, 32768)
KINDS = {"nodes": "Node", "pods": "Pod", "services": "Service", "endpoints": "Endpoints", "namespaces": "Namespace",
         "endpointslices": "EndpointSlice"}
CLUSTER_SCOPED = ("nodes", "namespaces")


@dataclass(frozen=True)
class Query:
    """The parameters of a list request."""

    limit: int = 0
    token: str = ""
    label_selector: str = ""
    field_selector: str = ""


class Store:
    """`cluster` is completed in place of the one given; `changed` is called after a patch, before it is answered."""

    def __init__(self, cluster, minor, now, changed=lambda: None, expire_continue=False):
        completed, self._version = defaults.complete(cluster, now)
        # The caller's object is filled, so that what it saves for the kube-proxies is what we serve.
        for field in ("nodes", "pods", "services", "slices"):
            getattr(cluster, field)[:] = getattr(completed, field)
        self._cluster = cluster
        self._minor = minor
        self._now = now
        self._changed = changed
        self._expire_continue = expire_continue
        self._lock = threading.Lock()

    def items(self, resource, group_version, namespace=None):
        """All objects, in etcd's order, shaped for the API version."""
        found = [item for item in self._raw(resource)
                 if namespace is None or item["metadata"].get("namespace") == namespace]
        return [versions.shape(resource, item, self._minor, group_version)
                for item in sorted(found, key=objects.sort_key)]

    def _raw(self, resource):
        cluster = self._cluster
        if resource == "endpoints":
            derived = (defaults.endpoints_of(s, cluster.slices, self._now) for s in cluster.services)
            return [endpoints for endpoints in derived if endpoints]
        if resource == "namespaces":
            return [self._namespace(name) for name in self.namespace_names()]
        return {"nodes": cluster.nodes, "pods": cluster.pods, "services": cluster.services,
                "endpointslices": cluster.slices}[resource]

    def namespace_names(self):
        everything = [*self._cluster.pods, *self._cluster.services, *self._cluster.slices]
        return {"default", "kube-system", *(objects.namespace(item) for item in everything)}

    def _namespace(self, name):
        item = {"metadata": {"name": name, "creationTimestamp": self._now}, "spec": {"finalizers": ["kubernetes"]},
                "status": {"phase": "Active"}}
        item["metadata"].update(uid=f"namespace-{name}", resourceVersion="1")
        return item

    def list(self, resource, group_version, namespace, query):
        """(items, list metadata) of one page."""
        try:
            by_label = selectors.labels(query.label_selector)
            by_field = selectors.fields(query.field_selector, resource)
        except selectors.BadSelector as error:
            raise statuses.bad_request(str(error)) from error
        found = [item for item in self.items(resource, group_version, namespace) if by_label(item) and by_field(item)]
        key = objects.name if namespace is not None or resource in CLUSTER_SCOPED else objects.sort_key
        metadata = {"resourceVersion": str(self._version)}
        if query.token:
            start = self._decode(query.token)
            found = [item for item in found if key(item) >= start]
        page = found[:query.limit] if query.limit else found
        if len(page) < len(found):
            metadata["continue"] = self._encode(key(page[-1]))
            if not query.label_selector and not query.field_selector:  # as there: unknown under a selector
                metadata["remainingItemCount"] = len(found) - len(page)
        return page, metadata

    def _encode(self, last):
        """The next page starts behind `last`: at the first key greater than it."""
        token = json.dumps({"v": "meta.k8s.io/v1", "rv": self._version, "start": f"{last}\0"}, separators=(",", ":"))
        return base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")

    def _decode(self, token):
        try:
            decoded = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True))
            version, start = decoded["rv"], decoded["start"]
            if decoded["v"] != "meta.k8s.io/v1" or not isinstance(version, int) or not isinstance(start, str):
                raise ValueError("incorrect encoded start resourceVersion")
        except (ValueError, KeyError, TypeError) as error:
            raise statuses.bad_request(f"invalid continue token: continue key is not valid: {error}") from error
        if self._expire_continue:
            raise statuses.expired()
        return start

    def get(self, resource, group_version, namespace, name):
        for item in self.items(resource, group_version, namespace):
            if objects.name(item) == name:
                return {"kind": KINDS[resource], "apiVersion": group_version, **item}
        raise statuses.no_such_object(group_version.rpartition("/")[0], resource, name)

    def patch_service(self, namespace, name, patch):
        """Merges `patch`, allocates what the new spec needs, and tells the kube-proxies."""
        with self._lock:
            for position, service in enumerate(self._cluster.services):
                if objects.name(service) == name and objects.namespace(service) == namespace:
                    self._cluster.services[position] = self._patched(service, patch)
                    self._changed()
                    return self.get("services", "v1", namespace, name)
        raise statuses.no_such_object("", "services", name)

    def _patched(self, service, patch):
        merged = _merge(service, patch)
        defaults.complete_service(merged)
        spec = merged["spec"]
        policy = spec.get("externalTrafficPolicy", "Cluster")
        if policy not in ("Cluster", "Local"):
            raise statuses.invalid_service(objects.name(service), "spec.externalTrafficPolicy", policy,
                                           ('"Cluster"', '"Local"'))
        if spec["type"] in ("NodePort", "LoadBalancer"):
            for port in spec["ports"]:
                port.setdefault("nodePort", self._free_node_port())
        if spec["type"] == "LoadBalancer" and policy == "Local":
            spec.setdefault("healthCheckNodePort", self._free_node_port())
        else:
            spec.pop("healthCheckNodePort", None)
        try:
            objects.check_service(merged)
        except LabError as error:
            raise statuses.bad_request(str(error)) from error
        self._version += 1
        merged["metadata"]["resourceVersion"] = str(self._version)
        return merged

    def _free_node_port(self):
        specs = [service["spec"] for service in self._cluster.services]
        taken = {port.get("nodePort") for spec in specs for port in spec.get("ports", [])}
        taken |= {spec.get("healthCheckNodePort") for spec in specs}
        return next(port for port in reversed(NODE_PORTS) if port not in taken)


def _merge(target, patch, path=()):
    """RFC 7386, and of strategic merge the one list that matters here: spec.ports, merged by `port`."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = copy.deepcopy(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif (*path, key) == ("spec", "ports") and isinstance(value, list):
            result[key] = _merge_ports(result.get(key, []), value)
        else:
            result[key] = _merge(result.get(key), value, (*path, key))
    return result


def _merge_ports(ports, patches):
    merged = {port["port"]: port for port in ports}
    for patch in patches:
        merged[patch.get("port")] = {**merged.get(patch.get("port"), {}), **patch}
    return list(merged.values())
