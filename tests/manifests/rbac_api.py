"""An API server that knows roles and the objects of manifests/base, and nothing else: enough to find out whether the rights
that a manifest grants are enough for the program that gets them."""

import http.server
import json
import threading
from urllib.parse import urlsplit

NODES = [
    {
        "metadata": {"name": f"n{number}"},
        "spec": {"podCIDR": f"10.180.{number}.0/24", "podCIDRs": [f"10.180.{number}.0/24"]},
        "status": {"addresses": [{"type": "InternalIP", "address": f"10.240.0.1{number}"}]},
    }
    for number in (1, 2)
]


def objects_of(items: list[dict]) -> dict[tuple[str, str], list[dict]]:
    """(API group, resource) → what a cluster with these manifests would hold."""
    services = []
    for number, item in enumerate(item for item in items if item["kind"] == "Service"):
        spec = item["spec"] | {"clusterIP": f"10.96.0.{number + 1}", "clusterIPs": [f"10.96.0.{number + 1}"]}
        spec["ports"] = [dict(port) for port in spec["ports"]]
        if spec["type"] != "ClusterIP":
            for place, port in enumerate(spec["ports"]):
                port["nodePort"] = 30000 + 10 * number + place
        services.append({"metadata": item["metadata"], "spec": spec, "status": {"loadBalancer": {}}})
    slices = [
        {
            "metadata": {
                "name": f"{service['metadata']['name']}-1",
                "namespace": service["metadata"]["namespace"],
                "labels": {"kubernetes.io/service-name": service["metadata"]["name"]},
            },
            "addressType": "IPv4",
            "endpoints": [{"addresses": ["10.180.1.5"], "conditions": {"ready": True}, "nodeName": "n1"}],
            "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
        }
        for service in services
    ]
    return {
        ("", "nodes"): NODES,
        ("", "services"): services,
        ("", "pods"): [],
        ("", "endpoints"): [],
        ("discovery.k8s.io", "endpointslices"): slices,
    }


def grants(items: list[dict]):
    """(namespace or None for everywhere, group, resource, verb) that the roles of these objects allow."""
    for item in items:
        if item["kind"] in ("Role", "ClusterRole"):
            for rule in item["rules"]:
                for group in rule["apiGroups"]:
                    for resource in rule["resources"]:
                        for verb in rule["verbs"]:
                            yield item["metadata"].get("namespace"), group, resource, verb


class RbacApi:
    """Serves on a free port of loopback until closed; `refused` lists what was asked without the right to it."""

    def __init__(self, objects: dict, allowed: set):
        api = self
        self.refused: list[str] = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                status, body = api.answer(urlsplit(self.path).path.strip("/").split("/"), objects, allowed)
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, path: list[str], objects: dict, allowed: set):
        if path == ["version"]:  # everybody may ask, by system:public-info-viewer
            return 200, {"major": "1", "minor": "31", "gitVersion": "v1.31.0"}
        group, rest = ("", path[2:]) if path[0] == "api" else (path[1], path[3:])
        namespace = None
        if rest[:1] == ["namespaces"]:
            namespace, rest = rest[1], rest[2:]
        verb = "list" if len(rest) == 1 else "get"
        resource = rest[0] if rest else "namespaces"
        if not {(None, group, resource, verb), (namespace, group, resource, verb)} & allowed:
            self.refused.append(f"{verb} {resource} in {namespace or 'the cluster'}")
            return 403, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403,
                         "message": "forbidden"}
        if (group, resource) not in objects:
            return 404, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
        version = f"{group}/v1" if group else "v1"
        return 200, {"kind": "List", "apiVersion": version, "metadata": {}, "items": objects[group, resource]}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
