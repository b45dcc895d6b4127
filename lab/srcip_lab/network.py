"""Makes the topology real: namespaces, sysctls, cables, addresses, routes."""

import os
import subprocess

from . import namespaces, topology
from .errors import LabError


def raise_hosts(plan):
    """Creates every host of the Topology. Batched: one `ip` for all namespaces, one for all cables, one per host."""
    _ip([], [f"netns add {name}" for name in plan.hosts])
    _plug_out_bridge_filter()
    for host in plan.hosts.values():
        _write_sysctls(host)
    _ip([], plan.cables)
    running = [(host, _start_ip(["-n", host.name], host.batch)) for host in plan.hosts.values()]
    for host, process in running:
        _finish_ip(process, host.name, host.batch)


def _ip(options, commands):
    _finish_ip(_start_ip(options, commands), "the cables", commands)


def _start_ip(options, commands):
    process = subprocess.Popen(["ip", *options, "-batch", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    process.stdin.write("".join(f"{command}\n" for command in commands))
    process.stdin.close()
    return process


def _finish_ip(process, where, commands):
    complaint = process.stderr.read()
    process.stderr.close()
    if process.wait() != 0:
        raise LabError(f"ip failed for {where}: {' '.join(complaint.split())} (of {len(commands)} commands)")


def _write_sysctls(host):
    with namespaces.inside(host.name):
        for path, value in topology.sysctls(host):
            _write_sysctl(path, value)
        _plug_out_bridge_filter()


def _write_sysctl(path, value):
    try:
        with open(f"/proc/sys/{path}", "w", encoding="ascii") as file:
            file.write(value)
    except FileNotFoundError:
        if not path.startswith("net/ipv6/"):  # a kernel without IPv6 is fine
            raise LabError(f"this kernel has no sysctl {path}") from None
    except OSError as error:
        raise LabError(f"cannot set sysctl {path}: {error.strerror}; is /proc mounted read-only?") from error


def _plug_out_bridge_filter():
    """Frames that only cross a bridge are not shown to iptables/nftables, whether br_netfilter is loaded or not."""
    path = "/proc/sys/net/bridge/bridge-nf-call-iptables"
    if os.access(path, os.W_OK):
        with open(path, "w", encoding="ascii") as file:
            file.write("0")
