#!/usr/bin/python3 -B
"""Raises scenarios, two labs at a time, and runs scenario_walk.py in each.

Usage: tests/lab/scenarios.py SIPPROBE NAME...        NAME is a file of tests/lab/scenarios without its .json
       tests/lab/scenarios.py --all-of-them NAME...   only checks that no scenario was forgotten

Exit status 77 when this machine forbids the lab, or lacks a program that all of the scenarios need.
"""

import concurrent.futures
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LAB = os.path.join(HERE, os.pardir, os.pardir, "lab", "lab")
SCENARIOS = os.path.join(HERE, "scenarios")
UNAVAILABLE, FORBIDDEN = 69, 77
LAB_SECONDS = 240


def run(sipprobe, name):
    """Exit status and output of one scenario's lab."""
    file = os.path.join(SCENARIOS, name + ".json")
    command = [LAB, "--scenario", file, "--", sys.executable, "-B", os.path.join(HERE, "scenario_walk.py"), sipprobe, file]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
                          errors="replace", timeout=LAB_SECONDS, check=False)
    return done.returncode, done.stdout


def cannot_be_run(status, output):
    """Namespaces are forbidden, or there is no haproxy: everything else that stops a lab is a failure."""
    return status == FORBIDDEN or (status == UNAVAILABLE and "haproxy is missing" in output)


def missing(names):
    """Scenarios that no test runs, and tests without a scenario."""
    there = {file.removesuffix(".json") for file in os.listdir(SCENARIOS) if file.endswith(".json")}
    return sorted(there.symmetric_difference(names))


def main(sipprobe, *names):
    if sipprobe == "--all-of-them":
        print("\n".join(missing(names)))
        return 1 if missing(names) else 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda name: run(sipprobe, name), names))
    for name, (status, output) in zip(names, results):
        print(f"{name}: {output.strip()}" + ("" if status == 0 else f" [exit status {status}]"))
    if all(cannot_be_run(*result) for result in results):
        return FORBIDDEN
    return 0 if all(status == 0 or cannot_be_run(status, output) for status, output in results) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
