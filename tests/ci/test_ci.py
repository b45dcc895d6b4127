"""action.yml, the workflows and docs/ci.md: that they parse, are careful, and say only what the program has; and
scripts/github-action as GitHub would run it. SRCIP_ECHOSERVER and SRCIP_SIPPROBE name the built programs."""

import json
import os
import re
import shlex
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SIPPROBE, ECHOSERVER = os.environ["SRCIP_SIPPROBE"], os.environ["SRCIP_ECHOSERVER"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PAGES = [ROOT / "docs" / name for name in ("ci.md", "image.md", "kubernetes.md")]


def steps_of(document: dict) -> list[dict]:
    if "runs" in document:
        return document["runs"]["steps"]
    return [step for job in document["jobs"].values() for step in job["steps"]]


def faults(document: dict) -> list[str]:
    """What a workflow or an action should not do."""
    out = []
    for step in steps_of(document):
        if "${{" in step.get("run", ""):
            out.append(f"{step['run']}: what somebody else wrote would be read as a command; pass it as a variable")
        if not re.search(r"@(v\d+|[0-9a-f]{40})$", step.get("uses", "@v1")):
            out.append(f"{step['uses']}: no version")
        for script in re.findall(r"\bscripts/[a-z-]+", step.get("run", "")):
            if not os.access(ROOT / script, os.X_OK):
                out.append(f"{script}: there is no such script")
    for name, job in document.get("jobs", {}).items():
        if "timeout-minutes" not in job:
            out.append(f"{name}: may run for six hours")
    if "jobs" in document and document.get("permissions") != {"contents": "read"}:
        out.append("permissions are not down to reading")
    return out


class Workflows(unittest.TestCase):
    def test_they_are_careful(self):
        self.assertGreaterEqual(len(WORKFLOWS), 3)
        for path in [*WORKFLOWS, ROOT / "action.yml"]:
            self.assertEqual(faults(yaml.safe_load(path.read_text())), [], path.name)

    def test_slips_are_noticed(self):
        text = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
        for old, new, words in [("@v4", "@main", "no version"), ("contents: read", "contents: write", "permissions"),
                                ("timeout-minutes: 30", "name: lint", "six hours"),
                                ("scripts/lint", "scripts/polish", "no such script"),
                                ('"$PRESET"', "${{ github.head_ref }}", "read as a command")]:
            self.assertIn(old, text)
            found = faults(yaml.safe_load(text.replace(old, new)))
            self.assertTrue(any(words in fault for fault in found), f"{new}: {found}")

    def test_every_input_of_the_action_reaches_the_script(self):
        action = yaml.safe_load((ROOT / "action.yml").read_text())
        [step] = action["runs"]["steps"]
        script = (ROOT / "scripts" / "github-action").read_text()
        self.assertEqual({name: f"${{{{ inputs.{name.lower().removeprefix('sipprobe_')} }}}}" for name in step["env"]},
                         step["env"])
        self.assertEqual({f"SIPPROBE_{name.upper()}" for name in action["inputs"]}, set(step["env"]))
        for name in step["env"]:
            self.assertIn(name, script)
        for name in action["outputs"]:
            self.assertIn(f"{name}=", script)


class Action(unittest.TestCase):
    """scripts/github-action against a server on loopback."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.server = subprocess.Popen(
            [ECHOSERVER, "--address=127.0.0.1", "--http-port=0", "--https-port=off", "--udp-port=off", "--admin-port=off",
             "--drain-delay=0s"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.server.stderr.close)
        self.addCleanup(self.server.wait, 60)
        self.addCleanup(self.server.terminate)
        self.port = ""
        for line in self.server.stderr:
            found = re.search(r"127\.0\.0\.1:(\d+) http", line)
            if found:
                self.port = found.group(1)
                break

    def run_action(self, **inputs: str):
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "GITHUB_OUTPUT": str(self.folder / "output"),
                       "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
                       "SIPPROBE_REPORTS": str(self.folder / "reports"), "SIPPROBE_PROGRAM": SIPPROBE}
        environment |= {f"SIPPROBE_{name.upper()}": value for name, value in inputs.items()}
        return subprocess.run([ROOT / "scripts" / "github-action"], cwd=self.folder, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100, check=False)

    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in (self.folder / "output").read_text().splitlines())

    def test_it_leaves_reports_and_says_where(self):
        told = self.run_action(arguments=f"--nodes=127.0.0.1\n\n  \n--port={self.port}\r\n", baseline="not/there.json")
        outputs = self.outputs()
        self.assertEqual(outputs["status"], str(told.returncode), told.stderr)
        self.assertIn("nothing to compare with", told.stdout)
        [row] = json.loads(Path(outputs["json"]).read_text())["rows"]
        self.assertEqual(row["seen"]["client_address"], "127.0.0.1")
        self.assertIn("<testsuite", Path(outputs["junit"]).read_text())
        self.assertIn("<!doctype html", Path(outputs["html"]).read_text().lower())
        self.assertIn("127.0.0.1", (self.folder / "summary").read_text())

    def test_an_argument_is_an_argument_whatever_is_in_it(self):
        told = self.run_action(arguments="--selector=$(touch made) `touch made` ; touch made *")
        self.assertNotEqual(told.returncode, 0)
        self.assertFalse((self.folder / "made").exists())

    def test_without_a_program_or_an_image_it_says_so(self):
        told = self.run_action(program="")
        self.assertEqual(told.returncode, 2)
        self.assertIn("::error", told.stderr)


def blocks(page: Path):
    """(language, text) of the fenced blocks in a page."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)


class Pages(unittest.TestCase):
    def test_yaml_in_them_parses(self):
        for page in PAGES:
            for language, text in blocks(page):
                if language == "yaml":
                    self.assertTrue(list(yaml.safe_load_all(text)), page)

    def help_of(self, *command: str) -> str:
        return subprocess.run([*command, "--help"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
                              check=True).stdout

    def test_every_flag_in_them_exists(self):
        told: dict[tuple, str] = {}
        seen = 0
        for page in PAGES:
            for _, text in blocks(page):
                for line in re.sub(r"\\\n\s*", " ", text).splitlines():
                    found = re.search(r"(?:^|[\s/])(sipprobe|echoserver)((?:\s+[^|;&>#\s]+)+)", line)
                    if not found or not re.search(r"\s--?[a-z]", found.group(2)):
                        continue
                    program, words = found.group(1), found.group(2).split()
                    mode = [word for word in words[:1] if re.fullmatch(r"[a-z]+", word)]
                    key = (program, *mode)
                    if key not in told:
                        path = SIPPROBE if program == "sipprobe" else ECHOSERVER
                        told[program,] = told.get((program,)) or self.help_of(path)
                        for each in mode:  # of a command that it does not know, --help would show everything
                            self.assertRegex(told[program,], rf"(?m)^  {each} |\b{program} {each}\b", page)
                        told[key] = self.help_of(path, *mode)
                    for flag in (word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)):
                        self.assertRegex(told[key], rf"(^|[\s,]){re.escape(flag)}\b", f"{page.name}: {line}")
                        seen += 1
        self.assertGreater(seen, 10)

    def test_every_script_and_folder_in_them_exists(self):
        for page in PAGES:
            for path in re.findall(r"(?<![\w/.-])((?:scripts|manifests|docs|lab)/[\w./-]*\w)", page.read_text()):
                if "CLOUD" not in path:
                    self.assertTrue((ROOT / path).exists(), f"{page.name}: {path}")

    def test_shell_in_them_is_shell(self):
        for page in PAGES:
            for language, text in blocks(page):
                if language == "sh":
                    checked = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, timeout=60,
                                             check=False)
                    self.assertEqual(checked.stderr, "", page)
                    for line in text.splitlines():
                        if not line.rstrip().endswith("\\") and "<<" not in text:
                            shlex.split(line, comments=True)


if __name__ == "__main__":
    unittest.main()
