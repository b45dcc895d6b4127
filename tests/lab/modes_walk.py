#!/usr/bin/python3 -B
"""sipprobe's other subcommands, each end to end in the lab: targets, --save, --baseline, diff, merge and watch.

Usage: lab/lab -- tests/lab/modes_walk.py SIPPROBE

What changes between two sweeps is a Service's policy, which is patched through the lab's API as in the tutorial.
"""

import concurrent.futures
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request

from reload_walk import set_policy

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests" / "support"))
import json_schema  # pylint: disable=wrong-import-position

SIPPROBE = None
ONE = ["--service", "nodeport-local"]  # three node ports, two of them silent by design; inside also a cluster IP
VANTAGES = ("client", "n1", "n2", "p-client-1", "p-client-2", "p-echo-1")
PATIENCE = 60  # seconds, for anything that has to end by itself


def command(host, *arguments):
    return ["nsenter", f"--net=/run/netns/{host}", SIPPROBE, *map(str, arguments)]


def run(*arguments, host="client"):
    return subprocess.run(command(host, *arguments), capture_output=True, text=True, timeout=PATIENCE, check=False)


def read(text, schema):
    """The JSON text, once nothing in it is other than docs/schemas says."""
    value = json.loads(text)
    rules = json.loads((CHECKOUT / "docs" / "schemas" / f"{schema}.schema.json").read_text(encoding="utf-8"))
    problems = list(json_schema.Validator(rules, closed=True).problems(value))
    if problems:
        raise AssertionError("\n".join(problems))
    return value


class Watch:
    """A running watch: lines of its standard output as they come."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(command("client", "watch", *ONE, *arguments), stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.guard = threading.Timer(PATIENCE, self.process.kill)  # a test that waits in vain fails, and ends
        self.guard.start()

    def line_with(self, pattern):
        """Reads on to the next line in which the pattern is."""
        for line in self.process.stdout:
            if re.search(pattern, line):
                return line
        raise AssertionError(f"the watch ended without {pattern!r}: {self.process.stderr.read()}")

    def end(self, number=None):
        """Exit status, and what it still said; with a signal first."""
        if number is not None:
            self.process.send_signal(number)
        out, _ = self.process.communicate()
        self.guard.cancel()
        return self.process.returncode, out


class Modes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.addCleanup(set_policy, "nodeport-local", "Local")

    def save(self, name, host="client"):
        done = run("-q", "--save", self.folder / name, *ONE, host=host)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        return self.folder / name

    def test_targets_are_what_a_sweep_walks(self):
        planned = read(run("targets", "-o", "json", *ONE).stdout, "srcip.targets.v1")
        walked = json.loads(self.save("a.json").read_text())
        self.assertEqual([path["id"] for path in planned["paths"]], [row["id"] for row in walked["rows"]])
        self.assertEqual([path["rule"] for path in planned["paths"]], [row["promise"]["rule"] for row in walked["rows"]])
        table = run("targets", *ONE).stdout
        self.assertIn("nodeport-local-no-endpoint", table)
        self.assertIn("3 paths to walk", table)

    def test_a_policy_that_is_not_local_any_more_is_worse(self):
        old = self.save("old.json")
        self.assertEqual(run("diff", old, old).returncode, 0)
        set_policy("nodeport-local", "Cluster")

        swept = run("--baseline", old, "-o", "json", *ONE)
        self.assertEqual(swept.returncode, 1, swept.stderr)
        self.assertEqual(json.loads(swept.stdout)["summary"]["broken"], 0)  # for the new policy all is well
        self.assertRegex(swept.stderr, r"worse +default/nodeport-local NodePort n1 ")
        self.assertEqual(run("--baseline", old, "--fail-on", "broken", "-q", *ONE).returncode, 0)
        self.assertEqual(run("--baseline", old, "--fail-on", "changed", "-q", *ONE).returncode, 1)

        new = self.save("new.json")
        done = run("diff", old, new, "-o", "json", "-o", f"markdown={self.folder / 'diff.md'}")
        self.assertEqual(done.returncode, 1)
        changes = read(done.stdout, "srcip.diff.v1")
        effects = {change["id"].split()[2]: change["effect"] for change in changes["changes"]}
        self.assertEqual(effects, {"n1": "worse", "n2": "other", "n3": "other"})
        self.assertIn("| ✗ worse | `default/nodeport-local NodePort n1", (self.folder / "diff.md").read_text())
        self.assertEqual(run("diff", new, old).returncode, 0)

    def test_six_places_make_one_matrix(self):
        with concurrent.futures.ThreadPoolExecutor(len(VANTAGES)) as pool:
            files = list(pool.map(lambda host: self.save(f"{host}.json", host), VANTAGES))
        done = run("merge", *files)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("4  pod default/client-1 on n1: 4 paths, all as promised", done.stdout)
        line = next(line for line in done.stdout.splitlines() if "NodePort n2 10.240.0.12:30081" in line)
        self.assertEqual(re.findall(r"timeout|preserved|node n\d|bridge n\d", line),
                         ["timeout", "timeout", "preserved", "timeout", "preserved", "node n2"])
        matrix = read(run("merge", *files, "-o", "json").stdout, "srcip.merge.v1")
        self.assertEqual({len(path["cells"]) for path in matrix["paths"]}, {len(VANTAGES)})
        self.assertEqual(sum(cell is not None for path in matrix["paths"] for cell in path["cells"]),
                         sum(len(json.loads(file.read_text())["rows"]) for file in files))

    def test_what_is_no_report_is_named(self):
        (self.folder / "bad").write_text('{"schema":"srcip.sweep/v1","vantage":{"kind":"moon"}}')
        good = self.save("good.json")
        for arguments in (("diff", good, self.folder / "bad"), ("merge", self.folder / "bad"),
                          ("--baseline", self.folder / "bad"), ("diff", good, self.folder / "none")):
            done = run(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
            self.assertIn(str(arguments[-1]), done.stderr)
        self.assertIn("vantage.kind: 'moon'", run("merge", self.folder / "bad").stderr)

    def test_a_watch_prints_changes_only(self):
        watch = Watch("--interval", "50ms")
        watch.line_with(r"outside .*: 3 paths: 3 kept")
        set_policy("nodeport-local", "Cluster")
        # In the midst of a sweep it leaves the path unjudged at first.
        watch.line_with(r"(worse|unclear) +default/nodeport-local NodePort n1 .*preserved, kept")
        status, rest = watch.end(signal.SIGTERM)
        self.assertEqual(status, 0)
        self.assertRegex(rest, r"ended after \d+ sweeps?, 0 failed: \d+ changes, \d+ of them for the worse\n$")

    def test_a_watch_keeps_files_and_metrics(self):
        metrics, last = self.folder / "sipprobe.prom", self.folder / "last.json"
        done = run("watch", "--count", 2, "--interval", "1ms", "--textfile", metrics, "-o", f"json={last}", *ONE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 2, done.stdout)  # how it began and how it ended
        self.assertIn("\nsipprobe_watch_sweeps 2\n", metrics.read_text())
        self.assertEqual(json.loads(last.read_text())["schema"], "srcip.sweep/v1")
        self.assertEqual({path.name for path in self.folder.iterdir()}, {"sipprobe.prom", "last.json"})

    def test_a_watch_serves_metrics(self):
        watch = Watch("--interval", "1h", "--listen", "198.51.100.79:0")
        where = re.search(r"http://\S+", watch.process.stderr.readline()).group()
        watch.line_with("3 paths")
        page = ""
        while "sipprobe_watch_up 1\n" not in page:  # it is published after the line was printed
            page = urllib.request.urlopen(where, timeout=PATIENCE).read().decode()
        self.assertIn('sipprobe_paths{promise="kept"} 3\n', page)
        with self.assertRaises(urllib.error.HTTPError):
            urllib.request.urlopen(where + "/else", timeout=PATIENCE)
        self.assertEqual(watch.end(signal.SIGINT)[0], 0)

    def test_an_interrupted_sweep_reports_what_was_walked(self):
        saved = self.folder / "saved.json"
        nobody = ",".join(f"198.51.100.{n}" for n in range(100, 200))
        process = subprocess.Popen(command("client", "--concurrency", 1, "--connect-timeout", "1s", "--nodes", nobody,
                                           "--port", 9, "--save", saved), stdout=subprocess.PIPE, text=True)
        guard = threading.Timer(PATIENCE, process.kill)
        guard.start()
        sockets = ["nsenter", "--net=/run/netns/client", "ss", "-Htn", "state", "syn-sent"]
        while not subprocess.run(sockets, capture_output=True, timeout=PATIENCE, check=True).stdout:
            self.assertIsNone(process.poll())  # the walk has not begun yet
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate()
        guard.cancel()
        self.assertEqual(process.returncode, 128 + signal.SIGINT)
        self.assertRegex(out, r"\d+ paths?: interrupted before they were walked")
        self.assertFalse(saved.exists())


if __name__ == "__main__":
    SIPPROBE = sys.argv.pop(1)
    unittest.main()
