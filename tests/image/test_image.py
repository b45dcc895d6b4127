"""What the image is made by, without building it: the Dockerfile's promises, the program that is two, the list of what is
inside. scripts/test-image builds the image and looks at the result. SRCIP_MULTICALL names the program."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MULTICALL = os.environ["SRCIP_MULTICALL"]


def instructions(text: str) -> list[tuple[str, str]]:
    """(INSTRUCTION, the rest), continuation lines joined, comments gone."""
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"\\\n\s*", "", text)
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line.strip()]


def faults(text: str, version: str) -> list[str]:
    steps = instructions(text)
    last_stage = max(number for number, (name, _) in enumerate(steps) if name == "FROM")
    final = dict(steps[last_stage:])
    labels = " ".join(rest for name, rest in steps[last_stage:] if name == "LABEL")
    expected = {
        "FROM": "scratch",
        "USER": "65532:65532",
        "ENTRYPOINT": '["/echoserver"]',
        "EXPOSE": "8080/tcp 8443/tcp 8081/udp 9090/tcp",
    }
    out = [f"{name} is {final.get(name)}, not {value}" for name, value in expected.items() if final.get(name) != value]
    out += [f"{name} {rest}: COPY says what comes in" for name, rest in steps if name == "ADD"]
    out += [f"RUN {rest}: fetches by itself" for name, rest in steps if name == "RUN" and re.search(r"curl|wget|https?:", rest)]
    out += [f"RUN {rest}: needs something in an empty image" for name, rest in steps[last_stage:] if name == "RUN"]
    if '["/echoserver", "healthcheck"]' not in final.get("HEALTHCHECK", ""):
        out.append("HEALTHCHECK does not ask the program itself")
    for label in ("title", "description", "licenses", "version", "revision"):
        if f"org.opencontainers.image.{label}=" not in labels:
            out.append(f"no label {label}")
    base = dict(rest.split("=", 1) for name, rest in steps if name == "ARG" and "=" in rest)["BASE"]
    if not re.search(r":\d+\.\d+|@sha256:", base):
        out.append(f"{base} moves")
    if f"VERSION={version}" not in [rest for name, rest in steps if name == "ARG"]:
        out.append("ARG VERSION is not the project's")
    copied = {word for name, rest in steps[:last_stage] if name == "COPY" for word in rest.split()[:-1]}
    out += [f"COPY {path}: there is no such thing" for path in copied if not (ROOT / path).exists()]
    return out


VERSION = re.search(r"^  VERSION (\S+)$", (ROOT / "CMakeLists.txt").read_text(), re.MULTILINE).group(1)


class Dockerfile(unittest.TestCase):
    def setUp(self):
        self.text = (ROOT / "Dockerfile").read_text()

    def test_it_keeps_what_it_promises(self):
        self.assertEqual(faults(self.text, VERSION), [])

    def test_slips_are_noticed(self):
        for old, new, words in [
            ("FROM scratch", "FROM debian:12.12-slim", "FROM is"),
            ("USER 65532:65532", "", "USER is None"),
            ("USER 65532:65532", "USER root", "USER is root"),
            ("COPY --from=build", "ADD https://example.org/x", "COPY says"),
            (":12.12-slim", ":latest", "moves"),
            ("image.licenses", "image.license", "licenses"),
            ("COPY include", "COPY included", "no such thing"),
            ('"/echoserver", "healthcheck"', '"/bin/sh"', "HEALTHCHECK"),
        ]:
            self.assertIn(old, self.text)
            found = faults(self.text.replace(old, new), VERSION)
            self.assertTrue(any(words in fault for fault in found), f"{new}: {found}")

    def test_nothing_but_what_is_copied_is_sent_to_the_build(self):
        sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
        copied = {word.split("/")[0] for name, rest in instructions(self.text) if name == "COPY" and "--from" not in rest
                  for word in rest.split()[:-1]}
        self.assertEqual(sent, copied)


class TwoProgramsInOne(unittest.TestCase):
    def run_as(self, name: str, *arguments: str):
        with tempfile.TemporaryDirectory() as folder:
            link = Path(folder) / name
            link.symlink_to(MULTICALL)
            return subprocess.run([link, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                                  check=False)

    def test_it_is_the_one_it_is_called_by(self):
        for name, words in [("echoserver", "echoserver "), ("sipprobe", "sipprobe "), ("kubectl-sipprobe", "sipprobe ")]:
            told = self.run_as(name, "--version")
            self.assertEqual(told.returncode, 0, told.stderr)
            self.assertIn(words, told.stdout)

    def test_arguments_and_status_are_the_programs_own(self):
        for name in ("echoserver", "sipprobe"):
            told = self.run_as(name, "--no-such-flag")
            self.assertEqual(told.returncode, 2)
            self.assertIn("--no-such-flag", told.stderr)

    def test_by_another_name_its_first_argument_chooses(self):
        self.assertIn("sipprobe ", self.run_as("srcip", "sipprobe", "--version").stdout)
        self.assertIn("echoserver ", self.run_as("srcip", "/usr/bin/echoserver", "--version").stdout)
        for arguments in ([], ["--version"], ["nginx"]):
            told = self.run_as("srcip", *arguments)
            self.assertEqual((told.returncode, told.stdout), (2, ""))
            self.assertIn("srcip sipprobe --help", told.stderr)


class BillOfMaterials(unittest.TestCase):
    PACKAGES = ("libc6", "libstdc++6", "base-files")  # everywhere, whatever else is installed

    def setUp(self):
        if shutil.which("dpkg-query") is None:
            self.skipTest("no dpkg")

    def make(self, *packages: str):
        environment = os.environ | {"SOURCE_DATE_EPOCH": "1700000000"}
        return subprocess.run([ROOT / "scripts" / "sbom", "--version", "1.2.3", *packages], capture_output=True, text=True,
                              timeout=60, env=environment, check=False)

    def test_it_is_spdx(self):
        made = json.loads(self.make(*self.PACKAGES).stdout)
        self.assertEqual((made["spdxVersion"], made["dataLicense"], made["SPDXID"]),
                         ("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT"))
        self.assertEqual(made["creationInfo"]["created"], "2023-11-14T22:13:20Z")
        ids = [package["SPDXID"] for package in made["packages"]]
        self.assertEqual(len(ids), len(set(ids)))
        for name in ids:
            self.assertRegex(name, r"^SPDXRef-[A-Za-z0-9.-]+$")
        for package in made["packages"]:
            self.assertLessEqual({"name", "SPDXID", "downloadLocation", "versionInfo"}, set(package))
        for relation in made["relationships"]:
            self.assertIn(relation["relatedSpdxElement"], ids)
        self.assertEqual({relation["relatedSpdxElement"] for relation in made["relationships"]}, set(ids))

    def test_it_names_every_package_with_its_version(self):
        made = json.loads(self.make(*self.PACKAGES).stdout)
        found = {package["name"]: package["versionInfo"] for package in made["packages"]}
        for name in self.PACKAGES:
            installed = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name], capture_output=True, text=True,
                                       check=True).stdout
            self.assertEqual(found[name], installed)
        self.assertEqual(found["srcip"], "1.2.3")

    def test_the_same_packages_give_the_same_bytes_in_any_order(self):
        self.assertEqual(self.make(*self.PACKAGES).stdout, self.make(*reversed(self.PACKAGES)).stdout)

    def test_a_package_that_is_not_there_is_an_error(self):
        told = self.make("libc6", "no-such-package")
        self.assertEqual((told.returncode, told.stdout), (1, ""))
        self.assertIn("no-such-package", told.stderr)


class Krew(unittest.TestCase):
    """The plugin's manifest, by the rules of krew's index."""

    def make(self, folder: Path, *more: str):
        (folder / "program").write_bytes(b"#!/bin/sh\n")
        return subprocess.run(
            [ROOT / "scripts" / "krew-manifest", "--version=1.2.3", "--url=https://example.org/v1.2.3/",
             "--homepage=https://example.org", f"--output={folder}/out", f"amd64={folder}/program", *more],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)

    def test_it_names_archives_that_hold_the_plugin(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            told = self.make(folder, f"arm64={folder}/program")
            self.assertEqual(told.returncode, 0, told.stderr)
            spec = json.loads((folder / "out" / "sipprobe.yaml").read_text())["spec"]
            self.assertEqual(spec["version"], "v1.2.3")
            self.assertLessEqual(len(spec["shortDescription"]), 50)
            self.assertEqual([platform["selector"]["matchLabels"]["arch"] for platform in spec["platforms"]],
                             ["amd64", "arm64"])
            for platform in spec["platforms"]:
                archive = folder / "out" / platform["uri"].removeprefix("https://example.org/v1.2.3/")
                self.assertEqual(platform["sha256"], hashlib.sha256(archive.read_bytes()).hexdigest())
                with tarfile.open(archive) as tar:
                    self.assertEqual(tar.getnames(), [each["from"] for each in platform["files"]])
                    self.assertEqual(tar.getmember(platform["bin"]).mode, 0o755)

    def test_mistakes_are_errors(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for argument in ("s390x=program", "--url=http://example.org", "--version=v1", f"arm64={folder}/missing"):
                told = self.make(folder, argument)
                self.assertNotEqual(told.returncode, 0, argument)
                self.assertNotIn("Traceback", told.stderr)


if __name__ == "__main__":
    unittest.main()
