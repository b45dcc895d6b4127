#!/usr/bin/python3 -B
"""Where sipprobe writes to: several files at once, standard output, the runner's job summary; and what it does when it
cannot.

Usage: sipprobe_outputs.py SIPPROBE

The sweep is one path without an API: a port of loopback that nobody listens on.
"""

import os
import pathlib
import resource
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import report_checks  # pylint: disable=wrong-import-position

SIPPROBE = None
USAGE, DISCOVERY, INCONCLUSIVE = 2, 3, 4


class Outputs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        closed = socket.socket()
        self.addCleanup(closed.close)
        closed.bind(("127.0.0.1", 0))  # bound and not listening: refused, and nobody else gets the port
        self.paths = ["--nodes", "127.0.0.1", "--port", str(closed.getsockname()[1])]

    def run_it(self, *arguments, **how):
        environment = {"PATH": os.environ.get("PATH", ""), **how.pop("env", {})}
        how.setdefault("stdout", subprocess.PIPE)
        return subprocess.run([SIPPROBE, *self.paths, *arguments], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              env=environment, cwd=self.folder, timeout=60, check=False, **how)

    def everywhere(self):
        return [f"--output={kind}={self.folder / kind}" for kind in report_checks.CHECKS]

    def assert_complaint(self, result, status, *words):
        lines = result.stderr.decode().splitlines()
        self.assertEqual((result.returncode, len(lines)), (status, 1), result.stderr)
        for word in ("sipprobe: ", *words):
            self.assertIn(word, lines[0])

    def test_every_format_goes_to_its_own_file_and_the_table_to_standard_output(self):
        result = self.run_it(*self.everywhere())
        self.assertEqual((result.returncode, result.stderr), (INCONCLUSIVE, b""))
        self.assertIn(b"no-api", result.stdout)
        self.assertEqual(sorted(file.name for file in self.folder.iterdir()), sorted(report_checks.CHECKS))
        for kind in report_checks.CHECKS:
            self.assertEqual(report_checks.problems(kind, (self.folder / kind).read_bytes()), [], kind)

    def test_the_same_sweep_gives_the_same_bytes(self):
        texts = []
        for _ in range(2):
            self.run_it(*self.everywhere())
            texts.append({kind: (self.folder / kind).read_bytes() for kind in report_checks.CHECKS})
        self.assertEqual(texts[0], texts[1])

    def test_quiet_with_files_alone_says_nothing(self):
        result = self.run_it("--quiet", "-o", f"json={self.folder / 'x'}")
        self.assertEqual((result.stdout, result.stderr), (b"", b""))

    def test_a_dash_is_standard_output(self):
        for argument in ("json", "json=-"):
            result = self.run_it("-o", argument)
            self.assertEqual(report_checks.problems("json", result.stdout), [])
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_two_outputs_in_one_place_are_a_mistake(self):
        for first, second in (("json", "csv"), ("json=-", "table"), ("json=x", "csv=x")):
            self.assert_complaint(self.run_it("-o", first, "-o", second), USAGE, "--output")

    def test_a_full_disk_is_said(self):
        with open("/dev/full", "wb") as full:
            result = self.run_it("-o", "json", stdout=full)
        self.assert_complaint(result, DISCOVERY, "cannot write the report to standard output: No space left on device")
        self.assert_complaint(self.run_it("-o", "csv=/dev/full"), DISCOVERY,
                              "cannot write the report to /dev/full: No space left on device")

    def test_a_closed_standard_output_is_said_and_nothing_else_gets_the_report(self):
        result = self.run_it("-o", "json", stdout=None, preexec_fn=lambda: os.close(1))
        self.assert_complaint(result, DISCOVERY, "cannot write the report to standard output: Bad file descriptor")

    def test_closed_standard_streams_do_no_harm(self):
        result = self.run_it("--quiet", "-o", f"json={self.folder / 'x'}", stdout=None,
                             preexec_fn=lambda: (os.close(0), os.close(1), os.close(2)))
        self.assertEqual(result.returncode, INCONCLUSIVE)
        self.assertEqual(report_checks.problems("json", (self.folder / "x").read_bytes()), [])

    def test_a_file_that_cannot_be_written_keeps_none_of_the_others_from_it(self):
        result = self.run_it("-o", f"csv={self.folder / 'missing' / 'x'}", "-o", f"json={self.folder / 'y'}")
        self.assert_complaint(result, DISCOVERY, "cannot write the report to ", "missing/x: No such file or directory")
        self.assertEqual(report_checks.problems("json", (self.folder / "y").read_bytes()), [])
        self.assertIn(b"no-api", result.stdout)

    def test_a_file_is_replaced_as_a_whole_or_not_at_all(self):
        def no_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

        old = self.folder / "report"
        old.write_text("old", encoding="ascii")
        old.chmod(0o640)
        link = self.folder / "link"
        link.symlink_to("report")
        result = self.run_it("--quiet", "-o", f"json={link}", preexec_fn=no_room)
        self.assert_complaint(result, DISCOVERY, "link: File too large")
        self.assertEqual(old.read_text(encoding="ascii"), "old")
        self.assertEqual(self.run_it("--quiet", "-o", f"json={link}").returncode, INCONCLUSIVE)
        self.assertEqual(report_checks.problems("json", old.read_bytes()), [])
        self.assertEqual((stat.S_IMODE(old.stat().st_mode), link.is_symlink()), (0o640, True))
        self.assertEqual(len(list(self.folder.iterdir())), 2, "nothing is left beside it")

    def test_the_job_summary_goes_to_the_end_of_the_runners_file(self):
        summary = self.folder / "summary"
        summary.write_text("## Before\n\n", encoding="ascii")
        result = self.run_it("-o", "github", env={"GITHUB_STEP_SUMMARY": str(summary)})
        self.assertEqual(report_checks.problems("github", result.stdout), [])
        text = summary.read_text(encoding="utf-8")
        self.assertTrue(text.startswith("## Before\n\n## sipprobe: "), text)
        self.assertEqual(report_checks.problems("markdown", text.encode()), [])

    def test_a_job_summary_that_would_be_too_long_is_left_as_it_is(self):
        summary = self.folder / "summary"
        summary.write_bytes(b"x" * (1 << 20))
        result = self.run_it("-o", "github", env={"GITHUB_STEP_SUMMARY": str(summary)})
        self.assertEqual(result.returncode, INCONCLUSIVE)
        self.assertEqual(summary.stat().st_size, 1 << 20)

    def test_no_runner_no_job_summary(self):
        for environment in ({}, {"GITHUB_STEP_SUMMARY": ""}):
            self.assertEqual(self.run_it("-o", "github", env=environment).returncode, INCONCLUSIVE)
        self.run_it("-o", "markdown", env={"GITHUB_STEP_SUMMARY": str(self.folder / "x")})
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_job_summary_that_cannot_be_written_is_said(self):
        result = self.run_it("-o", "github", env={"GITHUB_STEP_SUMMARY": "/dev/full"})
        self.assert_complaint(result, DISCOVERY, "/dev/full (GITHUB_STEP_SUMMARY): No space left on device")
        self.assertEqual(report_checks.problems("github", result.stdout), [])


if __name__ == "__main__":
    SIPPROBE = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
