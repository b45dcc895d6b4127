#!/usr/bin/python3 -B
"""Runs scripts/collect-vantage inside the lab, where hosts of the lab stand in for the pods of manifests/vantage.

Usage: lab/lab -- tests/lab/collect_walk.py SIPPROBE

The lab has no kubelet that would run `kubectl exec`, so a kubectl of three lines moves into the network of the host that a pod
stands for and runs the command there. Everything else is real: the script, the sweeps, the merged matrix.
"""

import json
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "collect-vantage"
# pod: (node, whether it stands in its node's network, the lab's host it stands for)
PODS = {
    "pod-a": ("n1", "", "p-client-1"),
    "pod-b": ("n2", "", "p-client-2"),
    "host-a": ("n1", "true", "n1"),
    "host-b": ("n2", "true", "n2"),
}
KUBECTL = """#!/usr/bin/python3 -B
import os, sys
pods = {pods!r}
if "get" in sys.argv:
    gone = os.environ.get("LAB_GONE")
    print("".join(f"{{pod}}\\t{{node}}\\t{{host}}\\n" for pod, (node, host, _) in pods.items() if gone != "all"), end="")
    sys.exit()
pod = sys.argv[sys.argv.index("exec") + 1]
if os.environ.get("LAB_GONE") == pod:
    sys.exit(f"error: unable to upgrade connection: container not found in {{pod}}")
command = sys.argv[sys.argv.index("--") + 1:]
assert command[0] == "/sipprobe", command
command = ["default" if word == "source-ip" else word for word in command[1:]]
os.execvp("nsenter", ["nsenter", f"--net=/run/netns/{{pods[pod][2]}}", {sipprobe!r}, *command])
"""


def check(what, holds, told):
    if not holds:
        raise SystemExit(f"FAILED: {what}\n{told}")


def collect(tools, *arguments, **variables):
    environment = os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"} | variables
    done = subprocess.run([SCRIPT, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=100, check=False)
    return done, f"status {done.returncode}\n{done.stdout}\n{done.stderr}"


def main():
    sipprobe = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        tools, reports = Path(folder) / "tools", Path(folder) / "reports"
        tools.mkdir()
        kubectl = tools / "kubectl"
        kubectl.write_text(KUBECTL.format(pods=PODS, sipprobe=sipprobe))
        kubectl.chmod(kubectl.stat().st_mode | stat.S_IXUSR)
        given = ("--merger", sipprobe, "--parallel", "2", "--directory", str(reports))

        done, told = collect(tools, *given)
        check("a cluster that keeps its promises is 0", done.returncode == 0, told)
        expected = {"pod-n1": "pod", "pod-n2": "pod", "node-n1": "node", "node-n2": "node"}
        found = {path.stem: json.loads(path.read_text())["vantage"] for path in reports.iterdir()}
        check("a report from each", set(found) == set(expected), found)
        for name, kind in expected.items():
            where = found[name]
            check(f"{name} stands where it should", (where["kind"], where["node"]) == (kind, name[-2:]), where)
        check("one matrix", "nodeport-local" in done.stdout, told)

        done, told = collect(tools, *given, "--", "--service", "nodeport-local")
        rows = json.loads((reports / "node-n2.json").read_text())["rows"]
        check("what follows -- is for sipprobe", {row["service"] for row in rows} == {"nodeport-local"}, told)

        done, told = collect(tools, *given, LAB_GONE="host-b")
        check("a missing report is 3, and said", done.returncode == 3 and "host-b" in done.stderr, told)
        check("an old report is not taken for it", not (reports / "node-n2.json").exists(), told)
        check("the others are merged all the same", "nodeport-local" in done.stdout, told)

        done, told = collect(tools, *given, LAB_GONE="all")
        check("no pods: what comes first is said", done.returncode == 3 and "apply -k" in done.stderr, told)


if __name__ == "__main__":
    main()
