#!/usr/bin/python3 -B
"""Runs sipprobe where the lab has what the tutorial does not use: UDP, HTTPS, external IPs, health ports.

Usage: lab/lab --cluster clusters/kinds.json -- tests/lab/kinds_walk.py SIPPROBE

EXPECTED is what kube-proxy's rules make of each way in: external IPs behave like a load balancer's address, UDP like
TCP. No promise may be broken, from anywhere.
"""

import json
import subprocess
import sys

CLIENT = "198.51.100.79"
SWEEP_SECONDS = 90
EXPECTED = {
    "client": {
        "default/balanced LoadBalancer 203.0.113.143:80": ("preserved", CLIENT),
        "default/balanced NodePort n1 10.240.0.11:30081": ("preserved", CLIENT),
        "default/balanced NodePort n2 10.240.0.12:30081": ("timeout", None),
        "default/external ExternalIP 203.0.113.150:80": ("snat", "10.240.0.12"),
        "default/external-local ExternalIP 10.240.0.12:80": ("timeout", None),
        "default/external-local ExternalIP 203.0.113.151:80": ("preserved", CLIENT),
        "default/external-local NodePort n1 10.240.0.11:30080": ("preserved", CLIENT),
        "default/external-local NodePort n2 10.240.0.12:30080": ("timeout", None),
        "default/https NodePort n1 10.240.0.11:30443": ("snat", "10.180.1.1"),
        "default/https NodePort n2 10.240.0.12:30443": ("snat", "10.240.0.12"),
        "default/udp NodePort n1 10.240.0.11:30053/udp": ("preserved", CLIENT),
        "default/udp NodePort n2 10.240.0.12:30053/udp": ("timeout", None),
        "default/udp-cluster NodePort n1 10.240.0.11:30054/udp": ("snat", "10.180.1.1"),
        "default/udp-cluster NodePort n2 10.240.0.12:30054/udp": ("snat", "10.240.0.12"),
        "default/udp-nobody NodePort n1 10.240.0.11:30055/udp": ("refused", None),
        "default/udp-nobody NodePort n2 10.240.0.12:30055/udp": ("refused", None),
    },
    "p-client-1": {
        "default/external ClusterIP 10.0.0.34:80": ("preserved", "10.180.1.9"),
        "default/https ClusterIP 10.0.0.36:443": ("preserved", "10.180.1.9"),
        "default/udp ClusterIP 10.0.0.31:53/udp": ("preserved", "10.180.1.9"),
        "default/udp-nobody ClusterIP 10.0.0.33:53/udp": ("refused", None),
    },
    "n1": {
        "default/external ClusterIP 10.0.0.34:80": ("snat", "10.180.1.1"),
        "default/udp ClusterIP 10.0.0.31:53/udp": ("snat", "10.180.1.1"),
        "default/udp NodePort n2 10.240.0.12:30053/udp": ("timeout", None),
        "default/udp-cluster NodePort n2 10.240.0.12:30054/udp": ("snat", "10.240.0.12"),
    },
}
HEALTH = {("kube-proxy", "n1"): 200, ("kube-proxy", "n2"): 200, ("service", "n1"): 200, ("service", "n2"): 503}


def sweep(sipprobe, host):
    """sipprobe's exit status and report, run in the namespace of `host`."""
    command = ["nsenter", f"--net=/run/netns/{host}", sipprobe, "-o", "json", "--attempts", "2"]
    done = subprocess.run(command, capture_output=True, timeout=SWEEP_SECONDS, check=False)
    if not done.stdout:
        raise SystemExit(f"{host}: sipprobe exited with {done.returncode}: {done.stderr.decode()}")
    return done.returncode, json.loads(done.stdout)


def differences(host, status, report):
    """Sentences about everything that is not as expected."""
    rows = {row["id"]: row for row in report["rows"]}
    if status != 0 or report["summary"]["broken"] or report["summary"]["inconclusive"]:
        yield f"{host}: exit status {status}, {report['summary']}, {report['gaps']}"
        yield from (f"{host}: {row['id']}: {row['seen']}, {row['promise']}, {row['note']}"
                    for row in rows.values() if row["verdict"] != "pass")
    for path, expected in EXPECTED[host].items():
        row = rows.get(path)
        seen = row and (row["seen"]["outcome"], row["seen"]["client_address"])
        if seen != expected:
            yield f"{host}: {path}: {seen}, expected {expected}"
        elif seen[1] is not None and sum(sample["count"] for sample in row["samples"]) != 2:
            yield f"{host}: {path}: samples {row['samples']}"
    if host == "client" and set(rows) != set(EXPECTED[host]):
        yield f"{host}: other paths: {sorted(set(rows) ^ set(EXPECTED[host]))}"
    health = {(port["kind"], port["node"]): port["status"] for port in report["health"]}
    if health != HEALTH:
        yield f"{host}: health {health}"
    if report["cluster"]["proxy_mode"] != ("iptables" if host == "n1" else None):
        yield f"{host}: proxy mode {report['cluster']['proxy_mode']}"


def main(sipprobe):
    wrong = []
    for host in EXPECTED:
        status, report = sweep(sipprobe, host)
        wrong += differences(host, status, report)
        print(f"{host}: {len(report['rows'])} paths, {len(report['health'])} health ports")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
