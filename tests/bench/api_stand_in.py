"""An API server with a large cluster in it, as far as sipprobe looks: nodes of full size, services, endpoints; in pages."""

import functools
import http.server
import json
import threading
import urllib.parse

NODE_SIZE = 20_000  # bytes of JSON, as a node with fifty images has
IMAGE = "registry.example/organisation/component-%03d"


def address_of(number):
    """Of node number N: 127.1.0.1 and on. Everything in 127.0.0.0/8 is this machine."""
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"


def name_of(number):
    return f"node-{number:05d}.region-1.compute.example"


@functools.cache
def node_rest():
    """What all nodes have in common, as JSON without its braces: conditions, images, managed fields."""
    managed = [{"manager": "kubelet", "operation": "Update", "apiVersion": "v1", "time": "2026-01-01T00:00:00Z", "fieldsType": "FieldsV1",
                "fieldsV1": {"f:status": {"f:conditions": {f'k:{{"type":"{number}"}}': {".": {}, "f:lastHeartbeatTime": {}, "f:message": {}}
                                                          for number in range(40)}}}}]
    status = {"conditions": [{"type": kind, "status": "False", "reason": f"Kubelet{kind}", "message": f"kubelet has no {kind} at all",
                              "lastHeartbeatTime": "2026-01-01T00:00:00Z", "lastTransitionTime": "2026-01-01T00:00:00Z"}
                             for kind in ("MemoryPressure", "DiskPressure", "PIDPressure")] + [{"type": "Ready", "status": "True"}],
              "nodeInfo": {"kubeletVersion": "v1.30.0", "kubeProxyVersion": "v1.30.0", "osImage": "Debian GNU/Linux 12 (bookworm)"}, "images": []}
    while len(json.dumps([managed, status])) < NODE_SIZE - 700:
        name = IMAGE % len(status["images"])
        status["images"].append({"names": [f"{name}@sha256:{'0123456789abcdef' * 4}", f"{name}:v1.2.3"], "sizeBytes": 123456789})
    return json.dumps(managed), json.dumps(status)[1:]


def node(number):
    managed, status = node_rest()
    return (f'{{"metadata":{{"name":"{name_of(number)}","uid":"{number:032x}","labels":{{"kubernetes.io/hostname":"{name_of(number)}"}},'
            f'"managedFields":{managed}}},"spec":{{"podCIDR":"10.{number // 256 % 256}.{number % 256}.0/24",'
            f'"podCIDRs":["10.{number // 256 % 256}.{number % 256}.0/24"]}},"status":{{"addresses":[{{"type":"InternalIP","address":"{address_of(number)}"}},'
            f'{{"type":"Hostname","address":"{name_of(number)}"}}],{status}}}')


def service(number, node_ports):
    """The first have a node port, the others are headless: they cost, and lead nowhere."""
    metadata = {"name": f"service-{number}", "namespace": "bench", "annotations": {"description": "x" * 400}}
    if number < len(node_ports):
        spec = {"type": "NodePort", "clusterIP": "None", "externalTrafficPolicy": "Cluster", "selector": {"app": "a"},
                "ports": [{"port": 80, "targetPort": 8080, "protocol": "TCP", "nodePort": node_ports[number]}]}
    else:
        spec = {"type": "ClusterIP", "clusterIP": "None", "ports": [{"port": 80, "protocol": "TCP"}]}
    return json.dumps({"metadata": metadata, "spec": spec})


def endpoint_slice(number):
    return json.dumps({"metadata": {"name": f"service-{number}-x", "namespace": "bench", "labels": {"kubernetes.io/service-name": f"service-{number}"}},
                       "addressType": "IPv4", "ports": [{"port": 8080, "protocol": "TCP"}],
                       "endpoints": [{"addresses": ["10.0.1.1"], "conditions": {"ready": True}, "nodeName": name_of(1)}]})


class StandIn:
    """Serves plain HTTP on a free port of loopback until it is closed."""

    def __init__(self, nodes, services, node_ports):
        self.kinds = {"nodes": (nodes, node), "services": (services, lambda number: service(number, node_ports)),
                      "endpointslices": (len(node_ports), endpoint_slice), "pods": (0, None)}
        stand_in = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                body = stand_in.answer(self.path).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, target):
        url = urllib.parse.urlsplit(target)
        if url.path == "/version":
            return '{"gitVersion": "v1.30.0"}'
        query = urllib.parse.parse_qs(url.query)
        count, make = self.kinds.get(url.path.rsplit("/", 1)[1], (0, None))
        start, limit = int(query.get("continue", ["0"])[0]), int(query.get("limit", ["500"])[0])
        end = min(start + limit, count)
        following = f'"continue": "{end}"' if end < count else ""
        return '{"kind": "List", "metadata": {%s}, "items": [%s]}' % (following, ",".join(map(make, range(start, end))) if make else "")

    def close(self):
        self.server.shutdown()
        self.server.server_close()
