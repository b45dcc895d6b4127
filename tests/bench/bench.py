#!/usr/bin/python3
"""Compares echoserver with a bare epoll loop and with nginx and lua: processor time per request, memory, start.

Everything is measured in one run and in turns; no number is a pass mark. docs/benchmarks.md says how to read it.
scripts/bench builds what this needs and calls it.
"""

import argparse
import collections
import contextlib
import functools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import idle_memory
import load
import scenarios
import servers
import startup
import table
from scenarios import BARE, ECHO, NGINX

IDLE_CONNECTIONS = 10_000


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def parse():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: under 2 minutes in place of 8")
    parser.add_argument("--rounds", type=positive, metavar="N", help="how many times everything has its turn [7; 3 with --quick]")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write every sample there, too")
    parser.add_argument("--echoserver", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--bare-loop", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.rounds = arguments.rounds or (3 if arguments.quick else 7)
    return arguments


class Field:
    """The servers, running, and what was measured of them."""

    def __init__(self, arguments, directory, stack):
        self.arguments, self.directory = arguments, directory
        servers.make_certificate(directory)
        self.start_echo = functools.partial(servers.echoserver, arguments.echoserver, directory)
        self.start_nginx = functools.partial(servers.nginx, directory)
        self.echo = stack.enter_context(servers.serving(self.start_echo()))
        self.nginx = stack.enter_context(servers.serving(self.start_nginx()))
        self.bare = {close: stack.enter_context(servers.serving(self.start_bare(close))) for close in (False, True)}
        self.samples = collections.defaultdict(list)  # (scenario, server) -> one Sample a round

    def start_bare(self, close):
        answer = servers.ask(self.echo.http_port, servers.plain_request(close))[2]
        return servers.bare_loop(self.arguments.bare_loop, self.directory, answer, close)

    def peers(self, scenario):
        found = {ECHO: self.echo, BARE: self.bare[scenario.request.close], NGINX: self.nginx}
        return [found[name] for name in scenario.peers if found[name].port(scenario.request.scheme)]

    def measure(self, scenario):
        for server in self.peers(scenario):
            sample = load.run(server, scenario.request, scenario.connections, scenario.seconds, self.directory)
            self.samples[scenario.name, server.name].append(sample)

    def of(self, scenario, name):
        return self.samples.get((scenario.name, name))


def run_rounds(field, measured, rounds):
    for number in range(rounds):
        for scenario in measured:
            progress(f"round {number + 1} of {rounds}: {scenario.name}")
            field.measure(scenario)
    progress("")


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def comparison(field, measured):
    rows = [["", ECHO, BARE, NGINX, "echoserver/bare", "nginx/bare", "echoserver/nginx"]]
    for scenario in measured:
        echo, bare, nginx = (field.of(scenario, name) for name in (ECHO, BARE, NGINX))
        if not echo:
            rows.append([scenario.name, "not available", *[None] * 5])
            continue
        rows.append([scenario.name, *(table.number(table.median(of)) for of in (echo, bare, nginx)),
                     *(table.ratio(table.ratios(*pair)) for pair in ((echo, bare), (nginx, bare), (echo, nginx)))])
    return rows


def growth(field, measured):
    names = [name for name in measured[0].peers if field.of(measured[0], name)]
    rows = [["", *(text for name in names for text in (name, "to the first"))]]
    for scenario in measured:
        row = [scenario.name]
        for name in names:
            of = field.of(scenario, name)
            row += [table.number(table.median(of)), table.ratio(table.ratios(of, field.of(measured[0], name)))]
        rows.append(row)
    return rows


def idle(field):
    count = idle_memory.most_connections(IDLE_CONNECTIONS)
    echo, nginx = (idle_memory.measure(start, count) for start in (field.start_echo, field.start_nginx))
    return count, {ECHO: echo, NGINX: nginx, "nginx, reserved at its start": idle_memory.reserved_by_nginx(field.directory, 16384)}


def starting(field, times):
    return {ECHO: startup.median(field.start_echo, times), NGINX: startup.median(field.start_nginx, times)}


def binary_sizes(program):
    """(as built, stripped)"""
    with tempfile.TemporaryDirectory(prefix="srcip-bench-") as directory:
        stripped = pathlib.Path(directory) / "stripped"
        subprocess.run(["strip", "-o", stripped, program], check=True, timeout=60)
        return program.stat().st_size, stripped.stat().st_size


def section(title, rows):
    print(f"\n{title}\n")
    print(table.aligned(rows))


def print_rest(count, memory, starts, sizes):
    section(f"Bytes per idle keep-alive connection ({count:,} of them, one request each; the kernel's not counted)",
            [[name, f"{value:,.0f}"] for name, value in memory.items()])
    section("From start to the first answer, ms",
            [["", "clock", "processor"]] + [[name, *(table.number(value) for value in pair)] for name, pair in starts.items()])
    section("Size of the program, shared libraries not counted",
            [["as built", table.kibibytes(sizes[0])], ["stripped", table.kibibytes(sizes[1])]])


def say_errors(field):
    errors = {key: sum(sample.socket_errors for sample in samples) for key, samples in field.samples.items()}
    for (scenario, server), count in errors.items():
        if count:
            print(f"\nwrk counted {count} socket errors: {scenario}, {server}")


def write_json(file, field, count, memory, starts, sizes):
    samples = [{"scenario": scenario, "server": server, "rounds": [vars(sample) for sample in rounds]}
               for (scenario, server), rounds in field.samples.items()]
    document = {"samples": samples, "idle_connections": count, "bytes_per_idle_connection": memory,
                "start_ms": {name: dict(zip(("clock", "processor"), pair)) for name, pair in starts.items()},
                "program_bytes": dict(zip(("as_built", "stripped"), sizes))}
    file.write_text(json.dumps(document, indent=1) + "\n")


def run(arguments, directory):
    begin = time.monotonic()
    seconds = 1 if arguments.quick else 2
    compared, grown = scenarios.against_others(seconds), scenarios.growing(with_nginx=not arguments.quick)
    with contextlib.ExitStack() as stack:
        field = Field(arguments, directory, stack)
        for server in field.peers(compared[0]):  # warm caches and pools
            load.run(server, load.Request(), 64, 1, directory)
        run_rounds(field, [*compared, *(scenario for group in grown.values() for scenario in group)], arguments.rounds)
    section(f"Processor time of the server per request, µs: median of {arguments.rounds} rounds. Ratios: median of the\n"
            "rounds' ratios (smallest-largest). One processor; 64 connections where not said otherwise.",
            comparison(field, compared))
    for what, group in grown.items():
        section(f"How it grows with {what}: µs per request, and the ratio to the first row", growth(field, group))
    progress("idle connections, start")
    rest = (*idle(field), starting(field, 5 if arguments.quick else 15), binary_sizes(arguments.echoserver))
    progress("")
    print_rest(*rest)
    say_errors(field)
    if arguments.json:
        write_json(arguments.json, field, *rest)
    print(f"\n{len(os.sched_getaffinity(0))} processors, load of the machine {os.getloadavg()[0]:.1f}, "
          f"took {time.monotonic() - begin:.0f} s")


def main():
    arguments = parse()
    if missing := servers.missing_tool():
        sys.exit(f"bench: there is no {missing} here; scripts/bootstrap --with-bench installs it")
    with tempfile.TemporaryDirectory(prefix="srcip-bench-") as directory:
        try:
            run(arguments, pathlib.Path(directory))
        except (servers.Failure, OSError, subprocess.SubprocessError) as failure:
            sys.exit(f"bench: {failure}")


if __name__ == "__main__":
    main()
