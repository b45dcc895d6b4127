#!/usr/bin/python3
"""Holds the benchmark to its word: everyone answers the same, and what is counted is what was done.

usage: check.py ECHOSERVER BARE_LOOP

No speed is judged. Exits with 77, ctest's word for a skipped test, where wrk or nginx with lua is missing.
"""

import argparse
import contextlib
import pathlib
import re
import ssl
import sys
import tempfile

import bench
import idle_memory
import load
import scenarios
import servers

SKIPPED = 77

FIELDS = b"".join(b"X-Field-%d: value %d\r\n" % (i, i) for i in range(20))
REQUESTS = {
    "plain": servers.plain_request(),
    "close": servers.plain_request(close=True),
    "fields": servers.plain_request()[:-2] + FIELDS + b"\r\n",
    "body": b"POST /a?b HTTP/1.1\r\nHost: %s\r\nContent-Length: 70000\r\n\r\n" % servers.HOST.encode() + b"b" * 70000,
}


def over_tls(peer):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(peer)


def told(server, scheme, request):
    """A server's text, without the line that names it."""
    wrap = over_tls if scheme == "https" else lambda peer: peer
    text = servers.ask(server.port(scheme), request, wrap)[1]
    text = text.replace(b":%d/" % server.port(scheme), b":PORT/")
    return re.sub(rb"server_version=.*\n", b"", text)


def differing_texts(field):
    for scheme in ("http", "https"):
        if field.echo.port(scheme) is None:
            continue
        for name, request in REQUESTS.items():
            ours, theirs = (told(server, scheme, request) for server in (field.echo, field.nginx))
            if ours != theirs:
                yield f"{scheme}, {name}: echoserver says {ours[:600]!r}, nginx {theirs[:600]!r}"


def differing_constants(field):
    for close, server in field.bare.items():
        ours, theirs = (servers.ask(of.http_port, servers.plain_request(close))[2] for of in (field.echo, server))
        ours, theirs = (re.sub(rb"\r\nDate: [^\r]*", b"", answer) for answer in (ours, theirs))
        if ours != theirs:
            yield f"close={close}: echoserver says {ours!r}, the bare loop {theirs!r}"


def wrong_counts(field):
    for request in (load.Request(), load.Request(close=True)):
        scenario = scenarios.Scenario(f"{request}", request, 4)
        field.measure(scenario)
        for name in scenario.peers:
            sample, = field.of(scenario, name)
            if sample.requests < 1 or sample.microseconds <= 0:
                yield f"{name}, {request}: {sample}"


def idle_connections_refused(field):
    """How much a few connections add is noise, but each must get its answer: measure() sees to that."""
    for start in (field.start_echo, field.start_nginx):
        idle_memory.measure(start, 50)
    return ()


def main():
    if missing := servers.missing_tool():
        print(f"no {missing} here")
        return SKIPPED
    echoserver, loop = map(pathlib.Path, sys.argv[1:])
    arguments = argparse.Namespace(echoserver=echoserver, bare_loop=loop)
    with tempfile.TemporaryDirectory(prefix="srcip-bench-") as directory, contextlib.ExitStack() as stack:
        field = bench.Field(arguments, pathlib.Path(directory), stack)
        faults = [fault for check in (differing_texts, differing_constants, wrong_counts, idle_connections_refused)
                  for fault in check(field)]
    print("\n".join(faults) or "everyone answers alike")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
