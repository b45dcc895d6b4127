#!/usr/bin/python3 -B
"""The tutorial's `kubectl patch`: after it, node ports and health answers follow the new policy at once.

Usage: lab/lab -- tests/lab/reload_walk.py
"""

import http.client
import json
import sys

from recorded_walk import Targets, api_request, walk

LOAD_BALANCER = "loadbalancer"


def set_policy(service, policy):
    """PATCHes externalTrafficPolicy; returns the new spec."""
    body = json.dumps({"spec": {"externalTrafficPolicy": policy}}).encode()
    return api_request(f"/api/v1/namespaces/default/services/{service}", "PATCH", body)["spec"]


def health(address, port):
    """The status of a health check port, or None where nobody listens."""
    connection = http.client.HTTPConnection(address, port, timeout=60)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except ConnectionRefusedError:
        return None
    finally:
        connection.close()


def main():
    targets, wrong = Targets(), []

    def expect(what, seen, expected):
        print(f"{what}: {seen}")
        if seen != expected:
            wrong.append(f"{what}: expected {expected}, saw {seen}")

    def node_ports(when, service, expected):
        for node, outcome in zip(("n1", "n2", "n3"), expected):
            expect(f"{when}, node port at {node}", walk(*targets.of("NodePort", service, node), outcome), outcome)

    masqueraded = ("client_address=10.180.1.1", "client_address=10.240.0.12", "client_address=10.240.0.13")
    preserved = ("client_address=198.51.100.79", "curl exit 28", "curl exit 28")
    node_ports("before", "nodeport", masqueraded)
    expect("a node port service's health check port", set_policy("nodeport", "Local").get("healthCheckNodePort"), None)
    node_ports("Local", "nodeport", preserved)
    set_policy("nodeport", "Cluster")
    node_ports("Cluster again", "nodeport", masqueraded)

    number = set_policy(LOAD_BALANCER, "Local")["healthCheckNodePort"]
    addresses = [targets.of("NodePort", LOAD_BALANCER, node)[0] for node in ("n1", "n2", "n3")]
    expect("health under Local", [health(address, number) for address in addresses], [200, 503, 503])
    set_policy(LOAD_BALANCER, "Cluster")
    expect("health under Cluster", [health(address, number) for address in addresses], [None, None, None])
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
