#!/usr/bin/python3 -B
"""Runs sipprobe inside a scenario's lab and holds its advice and exit status against what the scenario expects.

Usage: lab/lab --scenario FILE -- tests/lab/scenario_walk.py SIPPROBE FILE

Exactly the advice that is expected must be given, and no other. Silence is part of many scenarios, and a machine with
much to do can make an answer late: so what does not come out as expected is walked once more, with longer deadlines.
"""

import concurrent.futures
import json
import subprocess
import sys

DEADLINES = (["--connect-timeout", "2s", "--timeout", "4s"], ["--connect-timeout", "8s", "--timeout", "16s"])
SWEEP_SECONDS = 100


def sweep(sipprobe, expected, deadlines):
    """sipprobe's exit status and report, from where `expected` says."""
    command = ["nsenter", f"--net=/run/netns/{expected['at']}", sipprobe, "--nodes", "auto", "-o", "json", *deadlines,
               *expected.get("options", [])]
    done = subprocess.run(command, capture_output=True, timeout=SWEEP_SECONDS, check=False)
    if not done.stdout:
        raise SystemExit(f"{expected['at']}: sipprobe exited with {done.returncode}: {done.stderr.decode()}")
    return done.returncode, json.loads(done.stdout)


def came_out(status, report, expected):
    return status == expected["exit"] and sorted({a["id"] for a in report["advice"]}) == sorted(expected["advice"])


def describe(status, report, expected):
    """What was seen, for whoever has to find out why."""
    yield (f"at {expected['at']} {' '.join(expected.get('options', []))}: expected {expected['advice']} and exit status "
           f"{expected['exit']}; got {sorted({a['id'] for a in report['advice']})} and {status}")
    for row in report["rows"]:
        seen = row["seen"]
        rewriter = (seen["rewritten_by"] or {}).get("text", "")
        yield (f"    {row['id']}: {seen['outcome']} {seen['client_address'] or ''} {rewriter} same={row['same_connection']} "
               f"{row['promise']['outcome']} ({row['promise']['rule']}) {row['note'] or ''}")
    for health in report.get("health", []):
        yield f"    {json.dumps(health)}"
    for advice in report["advice"]:
        yield f"    {advice['id']} {advice['subject']}: {advice['evidence']}"
    yield from (f"    {key}: {text}" for key in ("gaps", "skipped") for text in report[key])


def walk(sipprobe, expected):
    """Sentences about what is wrong."""
    for deadlines in DEADLINES:
        status, report = sweep(sipprobe, expected, deadlines)
        if came_out(status, report, expected):
            return []
    return list(describe(status, report, expected))


def main(sipprobe, file):
    with open(file, encoding="utf-8") as opened:
        expectations = json.load(opened)["expect"]
    with concurrent.futures.ThreadPoolExecutor(len(expectations)) as pool:
        wrong = [line for lines in pool.map(lambda e: walk(sipprobe, e), expectations) for line in lines]
    print("\n".join(wrong or [f"{len(expectations)} sweeps gave the advice they should"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
