#!/usr/bin/python3 -B
"""Runs sipprobe from all six vantage points, from inside the lab, each time once with every format, and has other readers
read what it wrote.

Usage: lab/lab -- tests/lab/formats_walk.py SIPPROBE

One sweep is one truth: what the formats say of each path and in sum must be the same in all of them.
"""

import collections
import csv
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import report_checks  # pylint: disable=wrong-import-position

VANTAGES = ("client", "n1", "n2", "p-client-1", "p-client-2", "p-echo-1")
FOR_PEOPLE = ("table", "wide", "html")
SWEEP_SECONDS = 60


def sweep(sipprobe, host, folder):
    """Runs one sweep in the namespace of `host`: exit status, and the text of every format."""
    kinds = [*report_checks.CHECKS, *FOR_PEOPLE]
    outputs = [f"--output={kind}={folder / kind}" for kind in kinds]
    command = ["nsenter", f"--net=/run/netns/{host}", sipprobe, "--quiet", *outputs]
    done = subprocess.run(command, capture_output=True, timeout=SWEEP_SECONDS, check=False)
    if done.stdout or done.stderr:
        raise SystemExit(f"{host}: sipprobe exited with {done.returncode} and said: {done.stdout} {done.stderr}")
    return done.returncode, {kind: (folder / kind).read_bytes() for kind in kinds}


def verdicts_by_format(texts):
    """How many of pass, fail and inconclusive each format counts, paths and health ports together."""
    report = json.loads(texts["json"])
    counted = {"json": collections.Counter(row["verdict"] for row in report["rows"] + report["health"])}
    rows = csv.DictReader(io.StringIO(texts["csv"].decode(), newline=""))
    counted["csv"] = collections.Counter(row["verdict"] for row in rows)
    points = [line for line in texts["tap"].decode().splitlines() if re.match("(not )?ok ", line)]
    counted["tap"] = collections.Counter(
        "fail" if point.startswith("not") else "inconclusive" if " # SKIP " in point else "pass" for point in points)
    cases = xml.etree.ElementTree.fromstring(texts["junit"]).iter("testcase")
    counted["junit"] = collections.Counter(
        "fail" if case.find("failure") is not None else "inconclusive" if case.find("skipped") is not None else "pass"
        for case in cases if case.get("classname") != "cluster")
    return counted


def contradictions(host, status, texts):
    report = json.loads(texts["json"])
    counted = verdicts_by_format(texts)
    for kind, counts in counted.items():
        if counts != counted["json"]:
            yield f"{host}: {kind} counts {counts}, json {counted['json']}"
    if status != report["summary"]["exit_code"]:
        yield f"{host}: exit status {status}, and the report says {report['summary']['exit_code']}"
    page = texts["prometheus"].decode()
    for word in ("kept", "better", "broken", "inconclusive"):
        if f'\nsipprobe_paths{{promise="{word}"}} {report["summary"][word]}\n' not in page:
            yield f"{host}: the metrics count {word} otherwise"
    if f"\nsipprobe_exit_code {status}\n" not in page:
        yield f"{host}: the metrics say another exit code"
    ids = {row["id"] for row in report["rows"]}
    listed = {row["id"] for row in csv.DictReader(io.StringIO(texts["csv"].decode(), newline="")) if row["record"] == "path"}
    if ids != listed or not ids:
        yield f"{host}: csv and json list other paths"
    for kind in FOR_PEOPLE:
        text = texts[kind].decode()
        yield from (f"{host}: {kind}: {problem}" for problem in report_checks.text_problems(text))
        for row in report["rows"]:
            if f"{row['address']}:{row['port']}" not in text or row["service"] not in text:
                yield f"{host}: {kind} does not show {row['id']}"


def main(sipprobe):
    wrong = []
    paths = 0
    for host in VANTAGES:
        with tempfile.TemporaryDirectory() as folder:
            status, texts = sweep(sipprobe, host, pathlib.Path(folder))
        wrong += [f"{host}: {kind}: {problem}" for kind in report_checks.CHECKS
                  for problem in report_checks.problems(kind, texts[kind])]
        wrong += contradictions(host, status, texts)
        paths += json.loads(texts["json"])["summary"]["paths"]
    print("\n".join(wrong))
    print(f"{paths} paths from {len(VANTAGES)} vantage points in {len(texts)} formats, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
