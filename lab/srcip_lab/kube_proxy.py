"""One node's kube-proxy: loads the generated rules, answers the health checks, reloads when objects change."""

import datetime
import json
import os
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from . import objects, rules, topology
from .errors import LabError

HEALTHZ_PORT = 10256
METRICS_PORT = 10249
RELOAD_TIMEOUT = 5


def socket_path(run_folder, node_name):
    """Where this node's kube-proxy takes the word that objects changed."""
    return os.path.join(run_folder, f"kube-proxy-{node_name}.sock")


def tell_reload(run_folder, node_name):
    """Returns when the node's new rules are in force. The objects are read from the cluster file in run_folder."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(RELOAD_TIMEOUT)
        connection.connect(socket_path(run_folder, node_name))
        connection.sendall(b"reload\n")
        answer = connection.recv(4096).decode()
    if answer != "ok\n":
        raise LabError(f"kube-proxy on {node_name}: {answer.strip()}")


class KubeProxy:
    """Everything that happens on one node; `run` serves until killed."""

    def __init__(self, node_name, cluster_file, run_folder, api_minor, host_name=None, mode="iptables"):
        """`host_name`: what it takes for its node's name, when that is wrong; `mode`: what it says it runs as."""
        self._node_name = node_name
        self._host_name = host_name or node_name
        self._mode = mode
        self._cluster_file = cluster_file
        self._run_folder = run_folder
        self._api_minor = api_minor
        self._health_servers = {}
        self._checks = {}
        self._last_updated = None

    def run(self):
        self._sync()
        _serve(("0.0.0.0", HEALTHZ_PORT), self._healthz)
        _serve(("127.0.0.1", METRICS_PORT), self._metrics)
        self._take_orders()

    def _take_orders(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(socket_path(self._run_folder, self._node_name))
            listener.listen()
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(64)
                    connection.sendall(self._try_sync().encode())

    def _try_sync(self):
        try:
            self._sync()
        except (LabError, OSError) as error:
            return f"{error}\n"
        return "ok\n"

    def _sync(self):
        cluster = objects.load(self._cluster_file)
        node = next(n for n in cluster.nodes if objects.name(n) == self._node_name)
        text = rules.ruleset(cluster.services, cluster.slices, self._host_name, objects.node_address(node),
                             cluster.settings["clusterCIDR"], topology.POD_BRIDGE)
        load_rules(text, self._node_name)
        self._checks = rules.health_checks(cluster.services, cluster.slices, self._host_name)
        self._last_updated = _now()
        self._sync_health_servers()

    def _sync_health_servers(self):
        for port in set(self._health_servers) - set(self._checks):
            server = self._health_servers.pop(port)
            server.shutdown()
            server.server_close()
        for port in set(self._checks) - set(self._health_servers):
            self._health_servers[port] = _serve(("0.0.0.0", port), lambda _, port=port: self._service_health(port))

    def _service_health(self, port):
        """pkg/proxy/healthcheck/service_health.go: any path, any method."""
        namespace, service, local = self._checks.get(port, ("", "", 0))
        body = {"service": {"namespace": namespace, "name": service}, "localEndpoints": local}
        headers = {}
        if self._api_minor >= 27:
            body["serviceProxyHealthy"] = True
        if self._api_minor >= 28:
            headers["X-Load-Balancing-Endpoint-Weight"] = str(local)
        return (200 if local else 503), _json(body), headers

    def _healthz(self, path):
        """pkg/proxy/healthcheck/proxier_health.go"""
        if path not in ("/healthz", "/livez"):
            return 404, "404 page not found\n", {}
        body = {"lastUpdated": str(self._last_updated), "currentTime": str(_now())}
        if self._api_minor >= 28:
            body["nodeEligible"] = True
        return 200, _json(body), {}

    def _metrics(self, path):
        """What 127.0.0.1:10249 answers; no Prometheus metrics here."""
        answers = {"/proxyMode": self._mode, "/healthz": "ok"}
        status = 200 if path in answers else 404
        return status, answers.get(path, "404 page not found\n"), {"Content-Type": "text/plain; charset=utf-8"}


def load_rules(text, node_name):
    """One atomic transaction in the calling process's network namespace."""
    done = subprocess.run(["nft", "-f", "-"], input=text, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise LabError(f"nft refused the rules of {node_name}: {' '.join(done.stderr.split())}")


def _serve(address, answer):
    """An HTTP server in threads of its own; `answer(path)` → status, body, headers."""

    class Handler(BaseHTTPRequestHandler):
        """Hands everything to `answer`."""

        protocol_version = "HTTP/1.1"
        timeout = 30
        wbufsize = -1  # head and body in one segment

        def do_GET(self):  # pylint: disable=invalid-name
            status, body, headers = answer(self.path.partition("?")[0])
            data = body.encode()
            self.send_response(status)
            for key, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_HEAD = do_POST = do_PUT = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(address, Handler, bind_and_activate=False)
    server.daemon_threads = True
    server.allow_reuse_address = True
    server.request_queue_size = 64
    server.server_bind()
    server.server_activate()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    return server


def _json(value):
    """As Go writes it: without spaces."""
    return json.dumps(value, separators=(",", ":"))


def _now():
    return datetime.datetime.now(datetime.timezone.utc)


def main(node_name, cluster_file, run_folder, api_minor, host_name=None, mode="iptables"):
    """The process's entry: serves until the lab ends."""
    KubeProxy(node_name, cluster_file, run_folder, api_minor, host_name, mode).run()
