#!/usr/bin/python3 -B
"""Runs sipprobe from all six vantage points, from inside the lab, and holds its report against a recorded table.

Usage: lab/lab -- tests/lab/sweep_walk.py SIPPROBE TABLE

What each row must say is derived from the table's own words here, not from anything sipprobe believes. The reports of
the six vantage points must be whole (every recorded path is in them), true (each says what was recorded) and free of
broken promises: a real kube-proxy keeps what Kubernetes promises.
"""

import concurrent.futures
import ipaddress
import json
import re
import subprocess
import sys

VANTAGES = {
    "client": ("outside", "198.51.100.79"),
    "n1": ("node", "10.240.0.11"),
    "n2": ("node", "10.240.0.12"),
    "p-client-1": ("pod", "10.180.1.9"),
    "p-client-2": ("pod", "10.180.2.8"),
    "p-echo-1": ("pod", "10.180.1.136"),
}
LINE = re.compile(r"(\S+) (ClusterIP|NodePort|LoadBalancer) (\S+)(?: (\S+))? (?:client_address=(\S+)|curl exit (\d+))")
OUTCOME_OF_CURL = {"7": "refused", "28": "timeout"}
SWEEP_SECONDS = 60


def owner(address):
    """Whose address it is in the lab's plan: nodes are 10.240.0.1N, their pod bridges 10.180.N.1."""
    last = ipaddress.ip_address(address).packed
    if last[:3] == bytes((10, 240, 0)):
        return {"kind": "node", "node": f"n{last[3] - 10}"}
    if last[:2] == bytes((10, 180)) and last[3] == 1:
        return {"kind": "pod-bridge", "node": f"n{last[2]}"}
    return {"kind": "unknown", "node": None}


def expected(own, address, curl_status):
    """(outcome, client_address, rewriter) that the table's line means for a client whose address is `own`."""
    if address is None:
        return OUTCOME_OF_CURL[curl_status], None, None
    if address == own:
        return "preserved", address, None
    return "snat", address, owner(address)


def rewriter(row):
    given = row["seen"]["rewritten_by"]
    return given and {"kind": given["kind"].replace("_", "-"), "node": given.get("node")}


def sweep(sipprobe, host):
    """sipprobe's exit status and report, run in the namespace of `host`."""
    command = ["nsenter", f"--net=/run/netns/{host}", sipprobe, "--nodes", "auto", "-o", "json"]
    done = subprocess.run(command, capture_output=True, timeout=SWEEP_SECONDS, check=False)
    if not done.stdout:
        raise SystemExit(f"{host}: sipprobe exited with {done.returncode}: {done.stderr.decode()}")
    return done.returncode, json.loads(done.stdout)


def key(row):
    return row["kind"], row["service"], row["node"]


def differences(host, lines, status, report):
    """Sentences about everything that is not as recorded."""
    kind, own = VANTAGES[host]
    rows = {key(row): row for row in report["rows"]}
    if len(rows) != len(report["rows"]):
        yield f"{host}: the report has two rows for one path"
    if report["schema"] != "srcip.sweep/v1" or report["vantage"]["kind"] != kind:
        yield f"{host}: schema {report['schema']}, vantage {report['vantage']}"
    if status != 0:
        yield f"{host}: exit status {status}"
    for _, path_kind, service, node, address, curl_status in lines:
        row = rows.get((path_kind, service, node))
        if row is None:
            yield f"{host}: no row for {path_kind} {service} {node}"
            continue
        seen = row["seen"]["outcome"], row["seen"]["client_address"], rewriter(row)
        if seen != expected(own, address, curl_status):
            yield f"{row['id']} from {host}: {seen}, recorded {expected(own, address, curl_status)}"
        if address is not None and row["same_connection"] != "yes":
            yield f"{row['id']} from {host}: same_connection {row['same_connection']}: there is nothing but NAT here"
    for row in report["rows"]:
        if row["promise"]["outcome"] not in ("kept", "better") or row["verdict"] != "pass":
            yield f"{row['id']} from {host}: promise {row['promise']}, {row['note']}"


def main(sipprobe, table):
    with open(table, encoding="ascii") as file:
        lines = [match.groups() for match in map(LINE.fullmatch, file.read().splitlines()) if match]
    with concurrent.futures.ThreadPoolExecutor(len(VANTAGES)) as pool:
        reports = dict(zip(VANTAGES, pool.map(lambda host: sweep(sipprobe, host), VANTAGES)))
    wrong = [sentence for host, (status, report) in reports.items()
             for sentence in differences(host, [line for line in lines if line[0] == host], status, report)]
    print("\n".join(wrong))
    print(f"{len(lines)} recorded lines, {sum(len(r['rows']) for _, r in reports.values())} rows from "
          f"{len(VANTAGES)} vantage points, {len(wrong)} differences")
    return 1 if wrong or not lines else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
