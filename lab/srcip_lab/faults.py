"""Scenarios: a cluster, changes to its objects, and faults: what is broken on purpose beside what objects can say.

A scenario file is JSON: {"about": TEXT, "cluster": FILE, "objects": [...], "faults": [...], "expect": [...]}. `objects`
are merged into the cluster's by kind, namespace and name (members of dictionaries one by one, null removes, lists as a
whole); unknown ones are added. `expect` is the tests' business. Faults are, each a dictionary:

  {"on": HOST, "nft": [LINE...]}       an nftables ruleset, loaded after kube-proxy's
  {"on": HOST, "ip": [COMMAND...]}     `ip` commands: addresses, routes, links
  {"on": HOST, "sysctl": {PATH: VALUE}}
  {"on": HOST, "run": [WORD...], "file": [LINE...], "listens": "ADDRESS:PORT"}
                                       a program; {file} among the words is a file with those lines
  {"kube-proxy": NODE, "host-name": NAME, "mode": MODE}
                                       what it takes for its own name, and what it says it runs as
  {"echoserver": POD, "options": [WORD...]}
"""

import copy
import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field

from . import kube_proxy, namespaces, objects
from .errors import BAD_CLUSTER, UNAVAILABLE, LabError

_KEYS = {"about", "cluster", "objects", "faults", "expect"}
# What makes a fault what it is → all its members.
_KINDS = {"nft": {"on", "nft"}, "ip": {"on", "ip"}, "sysctl": {"on", "sysctl"},
          "run": {"on", "run", "file", "listens"}, "kube-proxy": {"kube-proxy", "host-name", "mode"},
          "echoserver": {"echoserver", "options"}}
_LISTEN_DEADLINE = 15


@dataclass
class Faults:
    """A scenario's faults, by what they are about."""

    on_hosts: list = field(default_factory=list)
    kube_proxies: dict = field(default_factory=dict)   # node → fault
    echoservers: dict = field(default_factory=dict)    # pod's host → options


def load(path):
    """A scenario file → Cluster and Faults; raises LabError with what to change in it."""
    scenario = _read(path)
    unknown = set(scenario) - _KEYS
    if unknown or not isinstance(scenario.get("cluster"), str):
        raise _bad(path, f"unknown key {sorted(unknown)[0]!r}" if unknown else 'no "cluster"')
    base = os.path.join(os.path.dirname(path), scenario["cluster"])
    document = _read(base)
    _merge_objects(document.get("items", []), scenario.get("objects", []))
    try:
        return objects.parse(document), _sorted_out(scenario.get("faults", []))
    except LabError as error:
        raise _bad(path, error) from error


def _bad(path, what):
    return LabError(f"scenario {path}: {what}", BAD_CLUSTER)


def _read(path):
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
    except (OSError, ValueError) as error:
        raise LabError(f"cannot read {path}: {error}", BAD_CLUSTER) from error
    if not isinstance(document, dict):
        raise LabError(f"{path}: no JSON object", BAD_CLUSTER)
    return document


def _key(item):
    metadata = item.get("metadata", {})
    return item.get("kind"), metadata.get("namespace", "default"), metadata.get("name")


def _merge_objects(items, changes):
    known = {_key(item): item for item in items}
    for change in changes:
        if _key(change) in known:
            _merge(known[_key(change)], change)
        else:
            items.append(copy.deepcopy(change))


def _merge(target, change):
    for key, value in change.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = copy.deepcopy(value)


def _sorted_out(listed):
    faults = Faults()
    for fault in listed:
        kind = next((kind for kind in _KINDS if kind in fault), None)
        if kind is None or set(fault) - _KINDS[kind]:
            raise LabError(f"no fault that the lab knows: {json.dumps(fault)[:100]}", BAD_CLUSTER)
        if kind == "kube-proxy":
            faults.kube_proxies[fault["kube-proxy"]] = fault
        elif kind == "echoserver":
            faults.echoservers[fault["echoserver"]] = fault["options"]
        else:
            faults.on_hosts.append(fault)
    return faults


def check(faults, plan):
    """Everything that can be known wrong before anything is raised."""
    named = [f["on"] for f in faults.on_hosts] + list(faults.kube_proxies) + list(faults.echoservers)
    for host in named:
        if host not in plan.hosts:
            raise LabError(f"a fault is about {host!r}; there are: {', '.join(plan.hosts)}", BAD_CLUSTER)
    for fault in faults.on_hosts:
        if "run" in fault and not shutil.which(fault["run"][0]):
            raise LabError(f"{fault['run'][0]} is missing, which this scenario needs", UNAVAILABLE)


def apply(faults, run_folder, helpers):
    """Breaks what is to be broken, in the order of the file."""
    for number, fault in enumerate(faults.on_hosts):
        host = fault["on"]
        if "sysctl" in fault:
            _set_sysctls(host, fault["sysctl"])
        elif "ip" in fault:
            _run_ip(host, fault["ip"])
        elif "nft" in fault:
            _load_rules(host, fault["nft"])
        else:
            _run(fault, f"{run_folder}/fault-{number}", helpers)


def _set_sysctls(host, values):
    with namespaces.inside(host):
        for path, value in values.items():
            with open(f"/proc/sys/{path}", "w", encoding="ascii") as file:
                file.write(value)


def _run_ip(host, commands):
    done = subprocess.run(["ip", "-n", host, "-batch", "-"], input="\n".join(commands) + "\n", text=True,
                          capture_output=True, check=False)
    if done.returncode != 0:
        raise LabError(f"a fault on {host}: ip: {' '.join(done.stderr.split())}", BAD_CLUSTER)


def _load_rules(host, lines):
    with namespaces.inside(host):
        kube_proxy.load_rules("\n".join(lines) + "\n", host)


def _run(fault, file, helpers):
    with open(file, "w", encoding="utf-8") as config:
        config.write("\n".join(fault.get("file", [])) + "\n")
    words = [word.replace("{file}", file) for word in fault["run"]]
    helpers.start(words[0], fault["on"], lambda: os.execvp(words[0], words))
    if "listens" in fault:
        address, _, port = fault["listens"].rpartition(":")
        _wait(fault["on"], (address, int(port)), helpers)


def _wait(host, endpoint, helpers):
    """Connects until it accepts; a helper that dies meanwhile is an error at once."""
    deadline = time.monotonic() + _LISTEN_DEADLINE
    while True:
        with namespaces.tcp_socket(host) as connection:
            connection.settimeout(1)
            if connection.connect_ex(endpoint) == 0:
                return
        helpers.check()
        if time.monotonic() > deadline:
            raise LabError(f"nothing accepts connections on {endpoint[0]}:{endpoint[1]} at {host}")
        time.sleep(0.01)
