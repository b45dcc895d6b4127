"""Raises the whole lab as init of its namespaces, then runs COMMAND in it."""

import json
import os
import sys
import time

from . import api_server, faults, init, kube_proxy, namespaces, network, objects, pki, topology
from .errors import LabError

RUN_FOLDER = "/run/srcip-lab"
CLUSTER_FILE = f"{RUN_FOLDER}/cluster.json"
KUBECONFIG = f"{RUN_FOLDER}/kubeconfig"
SERVICE_ACCOUNT = "/run/secrets/kubernetes.io/serviceaccount"
API_PORT = 6443
READY_DEADLINE = 15
# A proxy of the world outside cannot be reached from here; programs that are told of one would only time out.
PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy", "no_proxy")


def run(options, cluster, plan, report_started):
    """The life of the lab; returns COMMAND's exit status."""
    stopwatch = _Stopwatch(options.verbose)
    namespaces.set_process_name("srcip-lab")
    _mount(plan)
    _save_objects(cluster)
    network.raise_hosts(plan)
    stopwatch.lap("hosts")
    helpers = init.Helpers(f"{RUN_FOLDER}/log", options.verbose)
    ready = _start_echoservers(options, cluster, helpers)
    ready += _start_kube_proxies(options, cluster, helpers)
    ready += _start_api_server(options, cluster, plan, helpers)
    _wait_ready(ready, helpers)
    faults.apply(options.faults, RUN_FOLDER, helpers)
    stopwatch.lap("ready")
    return init.run_command(options.command, options.at, _command_environment(options, cluster, plan), helpers,
                            report_started)


class _Stopwatch:
    """--verbose: how long each part of the set-up took."""

    def __init__(self, on):
        self._on = on
        self._start = time.monotonic()

    def lap(self, what):
        if self._on:
            print(f"lab: {what} after {time.monotonic() - self._start:.2f} s", file=sys.stderr)


def _mount(plan):
    flags = namespaces.MS_NOSUID | namespaces.MS_NODEV
    try:
        namespaces.mount("proc", "/proc", "proc", flags | namespaces.MS_NOEXEC)
    except PermissionError:
        pass  # a container that masks parts of /proc: the old one shows outer process ids, but works
    namespaces.mount("tmpfs", "/run", "tmpfs", flags, "mode=755")
    os.makedirs(RUN_FOLDER)
    _replace_file("/etc/hosts", "".join(f"{address} {name}\n" for address, name in _host_names(plan)))
    # No name server can be reached: an empty file means 127.0.0.1, which refuses at once instead of timing out.
    _replace_file("/etc/resolv.conf", "")


def _host_names(plan):
    yield "127.0.0.1", "localhost"
    yield "::1", "localhost"
    for host in plan.hosts.values():
        yield host.address, host.name


def _replace_file(path, text):
    """Shows `text` as `path` inside the lab; the file itself is not touched."""
    replacement = f"{RUN_FOLDER}/{os.path.basename(path)}"
    with open(replacement, "w", encoding="ascii") as file:
        file.write(text)
    if os.path.exists(path):
        namespaces.mount(replacement, path, flags=namespaces.MS_BIND)


def _save_objects(cluster):
    with open(CLUSTER_FILE, "w", encoding="utf-8") as file:
        json.dump(cluster.as_list(), file)


def _served_ports(cluster):
    """{pod address: {"http": ports, "https": ports, "udp": ports}} that EndpointSlices name; a TCP port named https
    is one."""
    served = {}
    for slice_ in cluster.slices:
        for port in slice_.get("ports") or []:
            protocol = port.get("protocol", "TCP")
            kind = "udp" if protocol == "UDP" else "https" if port.get("name") == "https" else "http"
            for endpoint in slice_.get("endpoints") or [] if protocol in ("TCP", "UDP") else []:
                for address in endpoint["addresses"]:
                    served.setdefault(address, {"http": set(), "https": set(), "udp": set()})[kind].add(port["port"])
    return {address: {kind: sorted(ports) for kind, ports in kinds.items()} for address, kinds in served.items()}


def _start_echoservers(options, cluster, helpers):
    """One per pod and HTTP port that an EndpointSlice names; the first serves the pod's HTTPS and UDP ports, too."""
    pods = {pod["status"]["podIP"]: pod for pod in cluster.pods}
    started = []
    for address, ports in sorted(_served_ports(cluster).items()):
        if address not in pods:
            continue
        pod = pods[address]
        host = topology.host_of_pod(pod, cluster)
        environment = _pod_environment(pod, cluster)
        rest = {"https": ports["https"], "udp": ports["udp"]}
        for port in ports["http"] or [0]:
            more = {kind: str(rest[kind].pop(0)) if rest[kind] else "off" for kind in ("https", "udp")}
            command = [options.echoserver, "--http-port", str(port), "--https-port", more["https"],
                       "--udp-port", more["udp"], "--admin-port", "off", "--drain-delay", "0s", "--access-log", "off",
                       *options.faults.echoservers.get(host, [])]
            helpers.start(f"echoserver {objects.name(pod)}:{port}", host,
                          lambda command=command, environment=environment: _exec_in_root(command, environment))
            started += [(f"echoserver in {objects.name(pod)}", host, address, int(number))
                        for number in (port, more["https"]) if number not in (0, "off")]
    return started


def _exec_in_root(command, environment):
    os.chdir("/")
    os.execve(command[0], command, environment)


def _base_environment():
    return {key: value for key, value in os.environ.items()
            if key.lower() not in PROXY_VARIABLES and key != "KUBECONFIG"
            and not key.startswith("KUBERNETES_SERVICE_")}


def _pod_environment(pod, cluster):
    """The downward API of the echoserver's manifest, and what the kubelet adds."""
    nodes = {objects.name(node): node for node in cluster.nodes}
    environment = {**_base_environment(),
                   "HOSTNAME": objects.name(pod), "POD_NAME": objects.name(pod),
                   "POD_NAMESPACE": objects.namespace(pod), "POD_IP": pod["status"]["podIP"],
                   "NODE_NAME": pod["spec"]["nodeName"],
                   "HOST_IP": objects.node_address(nodes[pod["spec"]["nodeName"]])}
    return {**environment, **_service_environment(cluster)}


def _service_environment(cluster):
    for service in cluster.services:
        if objects.sort_key(service) == "default/kubernetes":
            return {"KUBERNETES_SERVICE_HOST": service["spec"]["clusterIP"],
                    "KUBERNETES_SERVICE_PORT": str(service["spec"]["ports"][0]["port"])}
    return {}


def _start_kube_proxies(options, cluster, helpers):
    names = [objects.name(node) for node in cluster.nodes]
    for name in names:
        fault = options.faults.kube_proxies.get(name, {})
        helpers.start(f"kube-proxy {name}", name, lambda name=name, fault=fault: kube_proxy.main(
            name, CLUSTER_FILE, RUN_FOLDER, options.api_version, fault.get("host-name"), fault.get("mode", "iptables")))
    return [(f"kube-proxy on {name}", name, "127.0.0.1", kube_proxy.METRICS_PORT) for name in names]


def _start_api_server(options, cluster, plan, helpers):
    address = cluster.settings["api"]
    service_ip = _service_environment(cluster).get("KUBERNETES_SERVICE_HOST")
    keys = pki.create(f"{RUN_FOLDER}/pki", [a for a in (address, service_ip, "127.0.0.1") if a])
    with open(os.open(KUBECONFIG, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(pki.kubeconfig(keys, f"https://{address}:{API_PORT}"))
    if options.in_cluster:
        pki.service_account(keys, SERVICE_ACCOUNT, objects.namespace(plan.hosts[options.at].pod))
    nodes = [objects.name(node) for node in cluster.nodes]

    def save_and_reload():
        _save_objects(cluster)
        for node in nodes:
            kube_proxy.tell_reload(RUN_FOLDER, node)

    helpers.start("kube-apiserver", "api",
                  lambda: api_server.main((address, API_PORT), keys, cluster, options, save_and_reload))
    return [("the API server", "api", address, API_PORT)]


def _wait_ready(ready, helpers):
    """Connects to each until it accepts; a helper that dies meanwhile is an error at once."""
    deadline = time.monotonic() + READY_DEADLINE
    for what, host, address, port in ready:
        while not _accepts(host, address, port):
            helpers.check()
            if time.monotonic() > deadline:
                raise LabError(f"{what} does not accept connections on {address}:{port}; --verbose shows its output")
            time.sleep(0.01)


def _accepts(host, address, port):
    with namespaces.tcp_socket(host) as connection:
        connection.settimeout(1)
        return connection.connect_ex((address, port)) == 0


def _command_environment(options, cluster, plan):
    lab = {"SRCIP_LAB_HOST": options.at, "SRCIP_LAB_DIR": RUN_FOLDER,
           # kubectl caches what the API server offers in ~/.kube: not of this server, gone in a moment.
           "KUBECACHEDIR": f"{RUN_FOLDER}/kube-cache"}
    if options.in_cluster:
        return {**_pod_environment(plan.hosts[options.at].pod, cluster), **lab}
    return {**_base_environment(), **lab, "KUBECONFIG": KUBECONFIG}
