#!/usr/bin/python3 -B
"""Walks every line of a recorded table with plain sockets, from inside the lab, and compares.

Usage: lab/lab -- tests/lab/recorded_walk.py TABLE

A line of the table is `VANTAGE KIND SERVICE [NODE] client_address=A`, or `… curl exit N` (28: connecting timed out,
7: refused), or `healthz NODE STATUS`. Knows nothing of the lab but the names of its network namespaces: the
addresses come from the API's objects.
"""

import base64
import contextlib
import ctypes
import http.client
import json
import os
import re
import socket
import ssl
import sys
import threading
import time
import urllib.request

CLONE_NEWNET = 0x40000000
CONNECT_TIMEOUT = 1.0
ANSWER_TIMEOUT = 30.0
# ICMP errors are limited to about one a second per peer, after a burst of six: a promised refusal that timed out is
# tried again. Never the other way round: a promised silence that is refused once is wrong.
REFUSAL_ATTEMPTS = 8
LINE = re.compile(r"(\S+) (ClusterIP|ExternalIP|NodePort|LoadBalancer) (\S+)(?: (\S+))? "
                  r"(client_address=\S+|curl exit \d+)")
TIMED_OUT, REFUSED = "curl exit 28", "curl exit 7"


def enter(host):
    """Moves the calling thread to `host`."""
    with open(f"/run/netns/{host}", "rb") as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns {host}")


def api_request(path, method="GET", body=None):
    """The API's answer, with the kubeconfig's server, CA and token."""
    with open(os.environ["KUBECONFIG"], encoding="ascii") as file:
        config = json.load(file)
    cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
    authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
    headers = {"Authorization": f"Bearer {user['token']}", "Content-Type": "application/merge-patch+json"}
    request = urllib.request.Request(cluster["server"] + path, data=body, headers=headers, method=method)
    with urllib.request.urlopen(request, context=ssl.create_default_context(cadata=authority)) as answer:
        return json.load(answer)


def objects(path):
    return api_request(path)["items"]


class Targets:
    """Where a line of the table points to."""

    def __init__(self):
        self._services = {s["metadata"]["name"]: s for s in objects("/api/v1/namespaces/default/services")}
        self._nodes = {n["metadata"]["name"]: [a["address"] for a in n["status"]["addresses"]
                                               if a["type"] == "InternalIP"][0] for n in objects("/api/v1/nodes")}

    def of(self, kind, service, node):
        spec = self._services[service]["spec"]
        port = spec["ports"][0]
        if kind == "NodePort":
            return self._nodes[node], port["nodePort"]
        if kind == "ExternalIP":
            return spec["externalIPs"][0], port["port"]
        if kind == "LoadBalancer":
            return self._services[service]["status"]["loadBalancer"]["ingress"][0]["ip"], port["port"]
        return spec["clusterIP"], port["port"]

    def health(self, node):
        numbers = [s["spec"]["healthCheckNodePort"] for s in self._services.values()
                   if "healthCheckNodePort" in s["spec"]]
        return self._nodes[node], numbers[0]


def walk_once(address, port):
    """One new connection and one GET → the table's words for what came of it."""
    try:
        connection = socket.create_connection((address, port), CONNECT_TIMEOUT)
    except TimeoutError:
        return TIMED_OUT
    except ConnectionRefusedError:
        return REFUSED
    except OSError as error:
        return f"error {error}"
    with contextlib.closing(connection):
        connection.settimeout(ANSWER_TIMEOUT)
        try:
            connection.sendall(b"GET / HTTP/1.0\r\nHost: lab\r\n\r\n")
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        except OSError as error:
            return f"connected, then {error}"
    found = re.findall(rb"client_address=(\S+)", answer)
    return f"client_address={found[0].decode()}" if len(found) == 1 else f"no echo: {answer[:80]!r}"


def walk(address, port, expected):
    seen = walk_once(address, port)
    for _ in range(REFUSAL_ATTEMPTS if expected == REFUSED else 0):
        if seen != TIMED_OUT:
            break
        time.sleep(0.3)
        seen = walk_once(address, port)
    return seen


def parse(line):
    """(vantage, kind, service, node or None, what was recorded)"""
    match = LINE.fullmatch(line)
    if not match:
        raise SystemExit(f"recorded_walk: cannot read the line {line!r}")
    return match.groups()


def health(line, targets, results):
    """`healthz NODE STATUS`, asked from where we stand."""
    node = line.split()[1]
    connection = http.client.HTTPConnection(*targets.health(node), timeout=ANSWER_TIMEOUT)
    with contextlib.closing(connection):
        connection.request("GET", "/healthz")
        results[line] = f"healthz {node} {connection.getresponse().status}"


def walk_from(vantage, lines, targets, results):
    """All lines of one vantage point, in its namespace (setns moves one thread only)."""
    enter(vantage)
    for line in lines:
        _, kind, service, node, expected = parse(line)
        seen = walk(*targets.of(kind, service, node), expected)
        results[line] = " ".join(filter(None, (vantage, kind, service, node, seen)))


def main(table):
    with open(table, encoding="ascii") as file:
        lines = file.read().splitlines()
    targets, results, by_vantage = Targets(), {}, {}
    for line in lines:
        if line.startswith("healthz "):
            health(line, targets, results)
        else:
            by_vantage.setdefault(line.split()[0], []).append(line)
    threads = [threading.Thread(target=walk_from, args=(vantage, mine, targets, results))
               for vantage, mine in by_vantage.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = [line for line in lines if results.get(line) != line]
    for line in wrong:
        print(f"recorded: {line}\n     lab: {results.get(line)}")
    print(f"{len(lines) - len(wrong)} of {len(lines)} lines as recorded, from {len(by_vantage)} vantage points")
    return 1 if wrong or not lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
