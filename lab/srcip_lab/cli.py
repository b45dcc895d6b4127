"""The command line: options, their checks, --list; then the lab."""

import argparse
import os
import re
import shutil
import signal
import sys

from . import cluster_up, errors, faults, launcher, objects, topology
from .errors import LabError

_REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_TUTORIAL = os.path.join(_REPOSITORY, "lab", "clusters", "tutorial.json")
_TOOLS = {"ip": "iproute2", "nft": "nftables", "openssl": "openssl"}
_EPILOG = """\
hosts:
  client, router, api, the nodes n1 n2 n3, and the pods p-client-1 p-client-2 p-echo-1 (--list shows them all).
  Inside the lab their names resolve, and `nsenter --net=/run/netns/HOST CMD` moves on to another host.

exit status:
  COMMAND's own; 128+N when signal N ended it; 126 when it cannot be run, 127 when it is not found;
  2 usage; 69 a tool or the echoserver is missing; 70 the lab could not be raised;
  77 this machine forbids user namespaces; 78 the cluster file is wrong.

examples:
  lab/lab -- curl -s http://n2:30080/
  lab/lab -- kubectl get services
  lab/lab --at n1 -- curl -s localhost:10249/proxyMode
  lab/lab --at p-client-2 -- bash
"""


def main(arguments):
    """argv without the program's name → exit status."""
    try:
        options = _parse(arguments)
        if options.scenario:
            cluster, options.faults = faults.load(options.scenario)
        else:
            cluster, options.faults = objects.load(options.cluster), faults.Faults()
        plan = topology.build(cluster)
        if options.list:
            _print_hosts(plan)
            return 0
        _check(options, cluster, plan)
        return launcher.run(lambda started: cluster_up.run(options, cluster, plan, started))
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return error.status
    except KeyboardInterrupt:  # before the launcher took the signals over
        return 128 + signal.SIGINT


class _Parser(argparse.ArgumentParser):
    """argparse with one-line errors."""

    def error(self, message):
        raise LabError(f"{message}; --help shows how", errors.USAGE)


def _parse(arguments):
    parser = _Parser(prog="lab", usage="lab/lab [--at HOST] [options] -- COMMAND...", allow_abbrev=False,
                     description="Raises a small cluster of hosts as network namespaces (real packets, real NAT, no "
                                 "root, no Kubernetes), runs COMMAND on one of them with KUBECONFIG set, and leaves "
                                 "nothing behind.",
                     epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--at", metavar="HOST", default="client", help="run COMMAND there (default: client)")
    parser.add_argument("--list", action="store_true", help="print the hosts and their addresses, and stop")
    parser.add_argument("--cluster", metavar="FILE", default=_TUTORIAL,
                        help="Kubernetes objects to raise (default: lab/clusters/tutorial.json)")
    parser.add_argument("--scenario", metavar="FILE",
                        help="instead: a cluster with something broken on purpose (README.md)")
    parser.add_argument("--echoserver", metavar="PATH", default=os.environ.get("SRCIP_ECHOSERVER"),
                        help="the echoserver for the pods (default: $SRCIP_ECHOSERVER, else "
                             "build/dev/echoserver/echoserver, else build/release/echoserver/echoserver)")
    parser.add_argument("--api-version", metavar="1.N", type=_api_version, default=20,
                        help="the Kubernetes version the API server speaks (default: 1.20)")
    parser.add_argument("--expire-continue", action="store_true",
                        help="the API server answers every continue token with 410, as after a compaction")
    parser.add_argument("--in-cluster", action="store_true",
                        help="with --at POD: no KUBECONFIG, but a service account and the environment of a pod")
    parser.add_argument("-v", "--verbose", action="store_true",
                        help="show the lab's own processes' output and how long set-up took, on stderr")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.command[:1] == ["--"]:
        del options.command[0]
    return options


def _api_version(text):
    match = re.fullmatch(r"v?1\.(\d+)(\.\d+)?", text)
    if not match or not 5 <= int(match[1]) <= 99:
        raise argparse.ArgumentTypeError(f"{text!r} is not a Kubernetes version like 1.20 (from 1.5)")
    return int(match[1])


def _print_hosts(plan):
    for host in plan.hosts.values():
        print(f"{host.name:<16} {host.address:<16} {host.role}{f' on {host.node}' if host.node else ''}")


def _check(options, cluster, plan):
    """Everything that can be known wrong before anything is raised."""
    if not options.command:
        raise LabError("no COMMAND: lab/lab [--at HOST] -- COMMAND...; --help shows more", errors.USAGE)
    if options.at not in plan.hosts:
        raise LabError(f"there is no host {options.at!r}; there are: {', '.join(plan.hosts)}", errors.USAGE)
    if options.in_cluster and plan.hosts[options.at].role != "pod":
        pods = ", ".join(name for name, host in plan.hosts.items() if host.role == "pod")
        raise LabError(f"--in-cluster needs --at with a pod: {pods}", errors.USAGE)
    os.environ["PATH"] = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"  # where nft is, and where an ordinary user's PATH does not look
    for tool, package in _TOOLS.items():
        if not shutil.which(tool):
            raise LabError(f"{tool} is missing: apt-get install {package}", errors.UNAVAILABLE)
    faults.check(options.faults, plan)
    if cluster.slices:
        options.echoserver = _find_echoserver(options.echoserver)


def _find_echoserver(path):
    candidates = [path] if path else [os.path.join(_REPOSITORY, "build", preset, "echoserver", "echoserver")
                                      for preset in ("dev", "release")]
    for candidate in candidates:
        if os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return os.path.abspath(candidate)
    raise LabError(f"there is no echoserver at {' or '.join(candidates)}: build it with "
                   "`scripts/build release echoserver`, or name one with --echoserver PATH",
                   errors.UNAVAILABLE)
