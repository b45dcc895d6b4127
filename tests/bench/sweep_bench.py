#!/usr/bin/python3
"""What a path costs sipprobe, beside curl on the same targets: processor time, memory, and time with dead targets.

usage: sweep_bench.py --echoserver PROGRAM --sipprobe PROGRAM [--quick] [--rounds N] [--json FILE]

scripts/bench --sipprobe builds what this needs and calls it; docs/benchmarks.md says how to read it.
"""

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import api_stand_in
import servers

PORTS = 4  # node ports: paths are nodes times these
IN_FLIGHT = 256


@dataclasses.dataclass
class Cost:
    """Of one run of a program, its start included."""
    processor: float  # seconds, user and system
    clock: float  # seconds
    memory: int  # bytes, the largest resident size
    status: int
    told: str


# A program's largest resident size counts what it was forked from, and this one grows: a small one starts it.
STARTER = """
import json, os, sys
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as out:
    json.dump([usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status)], out)
"""


def run(command, directory, patience=300):
    """On the processor that serves nobody, where there are two."""
    spent = directory / "spent"
    spent.write_text(f"[0, 0, {-signal.SIGKILL}]")
    with (directory / "out").open("wb") as out, (directory / "err").open("wb") as err:
        begin = time.monotonic()
        process = subprocess.Popen([sys.executable, "-ISc", STARTER, spent, "taskset", "-c", str(servers.processors()[1]), *map(str, command)],
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
                                   env={name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")})
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        clock = time.monotonic() - begin
    processor, memory, status = json.loads(spent.read_text())
    return Cost(processor, clock, memory, status, (directory / "err").read_text(errors="replace")[-600:])


@contextlib.contextmanager
def silent_port():
    """A port where a SYN gets no answer: the queue of a listener that never accepts is full."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("0.0.0.0", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(8):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        yield port


class Field:
    def __init__(self, arguments, directory, stack):
        self.arguments, self.directory = arguments, directory
        servers.make_certificate(directory)
        self.ports = []
        for _ in range(PORTS):
            server = stack.enter_context(servers.serving(servers.echoserver(arguments.echoserver, directory, "0.0.0.0")))
            self.reach_everywhere(server)
            self.ports.append(server.http_port)
        dead = [stack.enter_context(silent_port()) for _ in range(PORTS // 2)]
        self.alive = self.stand_in(stack, self.ports)
        self.half_dead = self.stand_in(stack, self.ports[:PORTS // 2] + dead)

    @staticmethod
    def reach_everywhere(server):
        with socket.create_connection((api_stand_in.address_of(1), server.http_port), servers.PATIENCE):
            pass

    def stand_in(self, stack, ports):
        made = api_stand_in.StandIn(self.arguments.nodes, self.arguments.services, ports)
        stack.callback(made.close)
        return made

    @property
    def paths(self):
        return self.arguments.nodes * PORTS

    def sipprobe(self, mode, api, *more):
        return run([self.arguments.sipprobe, mode, "--server", api.url, "-n", "bench", "--allow-special-addresses", "--vantage", "outside", "--kinds", "NodePort",
                    "-o", "json", *more], self.directory)

    def targets(self):
        return self.sipprobe("targets", self.alive)

    def sweep(self, api, connect_timeout="60s"):
        """With so much time that only what is dead runs out of it, however busy the machine is."""
        return self.sipprobe("sweep", api, "--concurrency", IN_FLIGHT, "--timeout", "60s", "--connect-timeout", connect_timeout)

    def curl(self):
        list_file = self.directory / "urls"
        if not list_file.exists():
            list_file.write_text("".join(f'url = "http://{api_stand_in.address_of(number)}:{port}/clientip"\noutput = "/dev/null"\n'
                                         for number in range(self.arguments.nodes) for port in self.ports))
        return run(["curl", "--disable", "--silent", "--parallel", "--parallel-max", IN_FLIGHT, "--no-keepalive", "-H", "Connection: close",
                    "--config", list_file], self.directory)

    def outcomes(self):
        counts = {}
        for row in json.loads((self.directory / "out").read_text())["rows"]:
            counts[row["seen"]["outcome"]] = counts.get(row["seen"]["outcome"], 0) + 1
        return counts


def need(condition, what):
    if not condition:
        raise servers.Failure(what)


def checked(field, cost, wanted):
    seen = field.outcomes()
    need(seen == wanted, f"sipprobe saw {seen}, not {wanted}: exit {cost.status}, {cost.told}")
    return cost


def measure(field, rounds):
    """name -> costs, one a round"""
    costs = {"curl": [], "sipprobe": [], "sipprobe targets": []}
    for _ in range(rounds):
        curl = field.curl()
        need(curl.status == 0, f"curl: {curl.status} {curl.told}")
        costs["curl"].append(curl)
        costs["sipprobe"].append(checked(field, field.sweep(field.alive), {"preserved": field.paths}))
        targets = field.targets()
        need(targets.status == 0, f"sipprobe targets: {targets.status} {targets.told}")
        costs["sipprobe targets"].append(targets)
    return costs


def median(costs, take):
    return statistics.median(take(cost) for cost in costs)


def per_path(field, costs):
    """µs: curl, sipprobe as a whole, the part of asking the API and planning, the part of walking; and walking over curl, by round."""
    micro = lambda name: [cost.processor * 1e6 / field.paths for cost in costs[name]]
    curl, whole, asking = micro("curl"), micro("sipprobe"), micro("sipprobe targets")
    walking = [a - b for a, b in zip(whole, asking)]
    return {"curl": curl, "sipprobe": whole, "asking and planning": asking, "walking": walking,
            "walking/curl": [a / b for a, b in zip(walking, curl)], "sipprobe/curl": [a / b for a, b in zip(whole, curl)]}


def spread(values, digits):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def report(field, costs, dead):
    numbers = per_path(field, costs)
    print(f"\n{field.arguments.nodes:,} nodes of {api_stand_in.NODE_SIZE // 1000} KB, {field.arguments.services:,} services, {field.paths:,} paths, "
          f"{IN_FLIGHT} in flight; {len(costs['curl'])} rounds: median (smallest-largest)\n")
    for name in ("curl", "sipprobe", "asking and planning", "walking"):
        print(f"  {'processor time a path, µs: ' + name:48}{spread(numbers[name], 1)}")
    for name in ("walking/curl", "sipprobe/curl"):
        print(f"  {name:48}{spread(numbers[name], 2)}")
    for name, taken in costs.items():
        print(f"  {name + ': seconds on the clock':48}{median(taken, lambda cost: cost.clock):.2f}")
    print(f"  {'sipprobe: largest resident size, MB':48}{max(cost.memory for cost in costs['sipprobe']) / 1e6:.0f}")
    bound = field.arguments.dead_timeout / 1000 * field.paths / 2 / IN_FLIGHT
    print(f"  {'half of the targets dead: seconds on the clock':48}{dead.clock:.2f}")
    print(f"  {'  timeout x dead / concurrency':48}{bound:.2f}")
    return numbers | {"bound": bound, "half dead": dead.clock}


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def parse(given=None):
    parser = argparse.ArgumentParser(prog="scripts/bench --sipprobe", description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="2 rounds in place of 5")
    parser.add_argument("--rounds", type=positive, metavar="N")
    parser.add_argument("--nodes", type=positive, metavar="N", default=5000)
    parser.add_argument("--services", type=positive, metavar="N", default=10000)
    parser.add_argument("--dead-timeout", type=positive, metavar="MS", default=200, help="--connect-timeout where half of the targets are dead")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write every sample there, too")
    parser.add_argument("--echoserver", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--sipprobe", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args(given)
    arguments.rounds = arguments.rounds or (2 if arguments.quick else 5)
    return arguments


def missing_tool():
    return next((tool for tool in ("curl", "taskset", "openssl") if not shutil.which(tool)), None)


def bench(arguments):
    with tempfile.TemporaryDirectory(prefix="srcip-bench-") as directory, contextlib.ExitStack() as stack:
        field = Field(arguments, pathlib.Path(directory), stack)
        costs = measure(field, arguments.rounds)
        half = field.paths // 2
        dead = checked(field, field.sweep(field.half_dead, f"{arguments.dead_timeout}ms"), {"preserved": half, "timeout": half})
        numbers = report(field, costs, dead)
    if arguments.json:
        samples = {name: [dataclasses.asdict(cost) for cost in taken] for name, taken in costs.items()}
        arguments.json.write_text(json.dumps({"samples": samples, "summary": numbers}, indent=1) + "\n")
    return numbers


def main():
    arguments = parse()
    if missing := missing_tool():
        sys.exit(f"bench: there is no {missing} here; apt-get install it")
    try:
        bench(arguments)
    except (servers.Failure, OSError, subprocess.SubprocessError) as failure:
        sys.exit(f"bench: {failure}")


if __name__ == "__main__":
    main()
