"""scripts/image-root, which looks at a finished image: that it passes a good one and finds what is wrong with others; and
scripts/image-archive, which writes it: that only content counts."""

import io
import json
import os
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FILES = {
    "echoserver": 0o555,
    "etc/ssl/certs/ca-certificates.crt": 0o444,
    "usr/share/doc/srcip/LICENSE": 0o444,
    "usr/share/doc/srcip/THIRD-PARTY": 0o444,
    "usr/share/doc/srcip/sbom.spdx.json": 0o444,
}
LINKS = {"sipprobe": "echoserver", "usr/lib/ssl/cert.pem": "/etc/ssl/certs/ca-certificates.crt"}
CONFIG = {
    "User": "65532:65532",
    "Entrypoint": ["/echoserver"],
    "Env": ["PATH=/"],
    "ExposedPorts": {"8080/tcp": {}, "8081/udp": {}, "8443/tcp": {}, "9090/tcp": {}},
    "Healthcheck": {"Test": ["CMD", "/echoserver", "healthcheck"]},
    "Labels": {f"org.opencontainers.image.{label}": "x"
               for label in ("title", "description", "licenses", "version", "revision")},
}


def add(tar: tarfile.TarFile, name: str, data: bytes = b"x", **fields) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    for field, value in fields.items():
        setattr(member, field, value)
    tar.addfile(member, io.BytesIO(data))


def layer_of(change) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for folder in ("etc", "etc/ssl", "etc/ssl/certs"):
            add(tar, folder, b"", type=tarfile.DIRTYPE, mode=0o555)
        for name, mode in FILES.items():
            add(tar, name, mode=mode)
        for name, target in LINKS.items():
            add(tar, name, b"", type=tarfile.SYMTYPE, linkname=target, mode=0o777)
        change(tar)
    return out.getvalue()


def write_archive(path: Path, layer: bytes, **config) -> None:
    with tarfile.open(path, "w") as tar:
        add(tar, "layer.tar", layer)
        add(tar, "config.json", json.dumps({"architecture": "amd64", "os": "linux"} | config).encode())
        add(tar, "manifest.json", json.dumps([{"Config": "config.json", "Layers": ["layer.tar"]}]).encode())


def look_at(change=lambda tar: None, config=None):
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "image.tar"
        write_archive(archive, layer_of(change), config=config or CONFIG)
        return subprocess.run([ROOT / "scripts" / "image-root", archive], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60, check=False)


class ImageRoot(unittest.TestCase):
    def test_a_good_image_passes(self):
        told = look_at()
        self.assertEqual((told.returncode, told.stderr), (0, ""))
        self.assertIn("unpacked", told.stdout)

    def test_what_should_not_be_inside_is_found(self):
        for change, words in [
            (lambda tar: add(tar, "bin/sh", mode=0o555), "bin/sh: nobody expected it"),
            (lambda tar: add(tar, "echoserver", mode=0o4555), "setuid"),
            (lambda tar: add(tar, "echoserver", mode=0o757), "written to"),
            (lambda tar: add(tar, "tmp", b"", type=tarfile.DIRTYPE, mode=0o777), "written to"),
            (lambda tar: add(tar, "echoserver", mode=0o555, uid=65532), "belongs to"),
            (lambda tar: add(tar, "dev/null", b"", type=tarfile.CHRTYPE, mode=0o444), "no file"),
            (lambda tar: add(tar, "echoserver", bytes(16_000_000), mode=0o555), "too large"),
        ]:
            told = look_at(change)
            self.assertEqual(told.returncode, 1, words)
            self.assertIn(words, told.stderr)

    def test_a_configuration_that_promises_less_is_found(self):
        for key, value in [("User", "root"), ("Entrypoint", ["/bin/sh"]), ("Env", ["PATH=/", "DEBUG=1"]),
                           ("ExposedPorts", {"80/tcp": {}}), ("Healthcheck", {}), ("Labels", {}), ("Cmd", ["sh"])]:
            told = look_at(config=CONFIG | {key: value})
            self.assertEqual(told.returncode, 1, key)


class ImageArchive(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def made_of(self, layer: bytes, **config) -> bytes:
        write_archive(self.folder / "built.tar", layer, **config)
        subprocess.run([ROOT / "scripts" / "image-archive", self.folder / "built.tar", self.folder / "out.tar", "srcip:1"],
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True,
                       env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000"})
        return (self.folder / "out.tar").read_bytes()

    def test_what_a_build_says_of_itself_is_left_out(self):
        one = self.made_of(layer_of(lambda tar: None), config=CONFIG, container="a", created="2026-01-01T00:00:00Z")
        other = self.made_of(layer_of(lambda tar: None), config=CONFIG | {"Hostname": "b"}, container_config={"Hostname": "b"})
        self.assertEqual(one, other)

    def test_order_and_times_of_files_do_not_count(self):
        def layer(names: list[str], when: int) -> bytes:
            out = io.BytesIO()
            with tarfile.open(fileobj=out, mode="w") as tar:
                for name in names:
                    add(tar, name, name.encode(), mtime=when, mode=0o444)
            return out.getvalue()

        self.assertEqual(self.made_of(layer(["a", "b"], 1), config=CONFIG), self.made_of(layer(["b", "a"], 2), config=CONFIG))
        self.assertNotEqual(self.made_of(layer(["a", "b"], 1), config=CONFIG), self.made_of(layer(["a"], 1), config=CONFIG))

    def test_what_comes_out_is_as_good_as_what_went_in(self):
        self.made_of(layer_of(lambda tar: None), config=CONFIG)
        told = subprocess.run([ROOT / "scripts" / "image-root", self.folder / "out.tar"], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual((told.returncode, told.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
