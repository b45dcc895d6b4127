"""What an idle keep-alive connection costs a server in memory of its own; the kernel's is left out."""

import contextlib
import pathlib
import re
import resource
import socket

import servers

PER_SOURCE = 2000  # connections from one 127.0.0.x: far fewer than there are ports
SPARE = 100        # descriptors that are needed for other things


def memory(pid):
    """Proportional set size in bytes: private pages, and a share of the shared ones."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", text, re.M)[1]) * 1024


def most_connections(wanted):
    """`wanted`, or fewer when there are not enough descriptors."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard - SPARE)


def connect(number, port):
    """From one of several addresses. The port of ours is chosen at connect: all of them would do for every server."""
    peer = socket.socket()
    peer.settimeout(servers.PATIENCE)
    peer.setsockopt(socket.IPPROTO_IP, getattr(socket, "IP_BIND_ADDRESS_NO_PORT", 24), 1)
    peer.bind((f"127.0.0.{2 + number // PER_SOURCE}", 0))
    peer.connect((servers.LOOPBACK, port))
    return peer


def bytes_per_connection(server, count):
    """After `count` connections have asked once each and wait. Raises Failure when one gets no 200."""
    for _ in range(100):
        servers.ask(server.http_port, servers.plain_request())
    before = memory(server.process.pid)
    with contextlib.ExitStack() as stack:
        for number in range(count):
            peer = stack.enter_context(connect(number, server.http_port))
            peer.sendall(servers.plain_request())
            head = servers.read_answer(peer)[0]
            if not head.startswith(b"HTTP/1.1 200"):
                raise servers.Failure(f"{server.name}, connection {number}: {head[:40]!r}")
        return (memory(server.process.pid) - before) / count


def reserved_by_nginx(directory, slots):
    """What nginx takes at its start for each connection that it could have."""
    def at_rest(room):
        with servers.serving(servers.nginx(directory, room)) as server:
            servers.ask(server.http_port, servers.plain_request())
            return memory(server.process.pid)
    few = 512
    return (at_rest(slots) - at_rest(few)) / (slots - few)


def measure(start, count):
    with servers.serving(start()) as server:
        return bytes_per_connection(server, count)
