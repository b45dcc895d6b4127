"""Lets the tests import the lab's modules, and make small objects."""

import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.dirname(os.path.dirname(HERE))
LAB = os.path.join(REPOSITORY, "lab", "lab")
TUTORIAL = os.path.join(REPOSITORY, "lab", "clusters", "tutorial.json")
RECORDED = os.path.join(HERE, os.pardir, "recorded")
FORBIDDEN = 77  # the lab's status where user namespaces are forbidden
sys.path.insert(0, os.path.join(REPOSITORY, "lab"))


def service(name="web", ports=({"port": 80},), **spec):
    """A Service, completed as far as the rules need it."""
    status = spec.pop("status", {})
    return {"kind": "Service", "metadata": {"name": name, "namespace": "default"},
            "spec": {"type": "ClusterIP", "clusterIP": "10.0.0.7", "ports": list(ports), **spec}, "status": status}


def load_balancer(address="203.0.113.9", **spec):
    """A LoadBalancer with one address and one node port."""
    return service(type="LoadBalancer", ports=[{"port": 80, "nodePort": 30007}],
                   status={"loadBalancer": {"ingress": [{"ip": address}]}}, **spec)


def endpoint(address, node, ready=True):
    return {"addresses": [address], "nodeName": node, "conditions": {"ready": ready}}


def endpoint_slice(*endpoints, ports=({"name": "", "port": 8080},), owner="web", suffix="a"):
    return {"kind": "EndpointSlice", "addressType": "IPv4", "endpoints": list(endpoints), "ports": list(ports),
            "metadata": {"name": f"{owner}-{suffix}", "namespace": "default",
                         "labels": {"kubernetes.io/service-name": owner}}}
