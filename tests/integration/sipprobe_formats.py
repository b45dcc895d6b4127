#!/usr/bin/python3 -B
"""What sipprobe writes, read by others: Python's own parsers, xmllint, jsonschema.

Usage: sipprobe_formats.py WRITE_REPORTS ECHOSERVER

WRITE_REPORTS writes a report with everything, an empty one, and one for each text that a format might trip over.
"""

import contextlib
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import json_schema  # pylint: disable=wrong-import-position
import report_checks  # pylint: disable=wrong-import-position

WRITE_REPORTS = ECHOSERVER = None


class Formats(unittest.TestCase):
    def test_every_report_is_what_its_format_demands(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([WRITE_REPORTS, folder], check=True, timeout=60)
            reports = sorted(pathlib.Path(folder).iterdir())
            self.assertGreater(len(reports), 20 * len(report_checks.CHECKS))
            for report in reports:
                kind = report.suffix[1:]
                if kind in report_checks.CHECKS:
                    with self.subTest(report=report.name):
                        self.assertEqual(report_checks.problems(kind, report.read_bytes()), [])

    def test_the_checks_find_what_is_wrong(self):
        golden = report_checks.CHECKOUT / "tests" / "golden" / "sipprobe"
        wrong = {
            "json": (b'"kept"', b'"kept!"'),
            "junit": (b"<testcase ", b"<testcases "),
            "csv": (b"path,pass", b"path,=pass"),
            "tap": (b"not ok 3", b"not ok 4"),
            "prometheus": (b'promise="kept"} ', b'promise="kept"} x'),
            "github": (b"::error title=", b"::set-env name="),
            "markdown": (b"| `no-api` |", b"| `no|api` |"),
        }
        for kind, (old, new) in wrong.items():
            with self.subTest(kind=kind):
                data = (golden / ("report." + report_checks.SUFFIXES[kind])).read_bytes()
                self.assertEqual(report_checks.problems(kind, data), [])
                self.assertIn(old, data)
                self.assertNotEqual(report_checks.problems(kind, data.replace(old, new, 1)), [])
                self.assertNotEqual(report_checks.problems(kind, data + b"\x1b\n"), [])

    def test_the_documentation_names_every_member_of_the_schemas(self):
        for page, name in (("sweep-report.md", "srcip.sweep.v1"), ("reports.md", "srcip.echo.v1")):
            text = (report_checks.CHECKOUT / "docs" / page).read_text(encoding="utf-8")
            words = set(re.findall(r"[a-z_0-9]+", text))
            for member in sorted(members_of(report_checks.schema(name))):
                with self.subTest(page=page):
                    self.assertIn(member, words)

    def test_the_documentation_shows_what_is_written(self):
        page = (report_checks.CHECKOUT / "docs" / "outputs.md").read_text(encoding="utf-8")
        golden = report_checks.CHECKOUT / "tests" / "golden" / "sipprobe"
        texts = {kind: (golden / ("report." + report_checks.SUFFIXES[kind])).read_text(encoding="utf-8").splitlines()
                 for kind in report_checks.CHECKS}
        for kind in ("junit", "tap", "markdown", "github", "prometheus"):
            section = page.partition(f"\n## {kind}\n")[2].partition("\n## ")[0]
            example = section.partition("\n```")[2].partition("\n```")[0].splitlines()[1:]
            self.assertTrue(example, kind)
            for line in example:
                self.assertIn(line, texts[kind])
        words = set(re.findall(r"`([a-z_0-9]+)`", page))
        metrics = {line.split()[2] for line in texts["prometheus"] if line.startswith("# TYPE")}
        self.assertEqual((set(texts["csv"][0].split(",")) | metrics) - words, set())


class OwnValidator(unittest.TestCase):
    SCHEMA = {"type": "object", "required": ["a"], "properties": {
        "a": {"enum": [1, None]}, "b": {"type": ["string", "null"], "minLength": 1, "pattern": "^x"},
        "c": {"type": "array", "items": {"$ref": "#/$defs/d"}}, "e": {"anyOf": [{"type": "null"}, {"const": "f"}]}},
        "$defs": {"d": {"type": "integer", "minimum": 1, "maximum": 2}}}

    def test_takes_what_fits_and_nothing_else(self):
        good = ({"a": 1}, {"a": None, "b": None}, {"a": 1, "b": "xy", "c": [1, 2], "e": "f"}, {"a": 1, "c": [], "e": None})
        bad = ({}, [], {"a": True}, {"a": 2}, {"a": 1, "b": ""}, {"a": 1, "b": "y"}, {"a": 1, "c": [0]}, {"a": 1, "c": [3]},
               {"a": 1, "c": [True]}, {"a": 1, "c": {}}, {"a": 1, "e": "g"}, {"a": 1, "z": 1})
        validator = json_schema.Validator(self.SCHEMA, closed=True)
        for value in good:
            self.assertEqual(list(validator.problems(value)), [], value)
        for value in bad:
            self.assertNotEqual(list(validator.problems(value)), [], value)

    def test_refuses_keywords_that_it_does_not_know(self):
        with self.assertRaises(AttributeError):
            list(json_schema.Validator({"multipleOf": 2}).problems(1))


def members_of(schema):
    """The names of all properties, wherever in the schema."""
    if isinstance(schema, list):
        return set().union(*map(members_of, schema))
    if not isinstance(schema, dict):
        return set()
    names = set(schema.get("properties", {}))
    return names.union(*(members_of(part) for part in schema.values()))


def proxy_v2(tlvs):
    """PROXY protocol v2: PROXY, TCP over IPv4, 192.0.2.1:1 to 192.0.2.2:2."""
    body = bytes((192, 0, 2, 1, 192, 0, 2, 2, 0, 1, 0, 2)) + tlvs
    return b"\r\n\r\n\0\r\nQUIT\n\x21\x11" + len(body).to_bytes(2, "big") + body


def tlv(kind, value):
    return bytes((kind,)) + len(value).to_bytes(2, "big") + value


@contextlib.contextmanager
def running_echoserver():
    """Yields the port of one that takes PROXY headers and believes those from loopback."""
    command = [ECHOSERVER, "--address", "127.0.0.1", "--http-port", "0", "--https-port", "off", "--udp-port", "off",
               "--admin-port", "off", "--drain-delay", "0s", "--trusted-proxies", "127.0.0.0/8"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield int(re.search(r"listening on \S+:(\d+) http", process.stderr.readline())[1])
        finally:
            process.kill()


class EchoReport(unittest.TestCase):
    """srcip.echo/v1, asked for as a client or a proxy would."""

    PREFACES = {
        "none": b"",
        "version 1": b"PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n",
        "version 1, nobody": b"PROXY UNKNOWN\r\n",
        "version 2": proxy_v2(b""),
        "all TLVs": proxy_v2(tlv(1, b"h2") + tlv(2, b"host") + tlv(5, b"\1\2") + tlv(0x30, b"ns") + tlv(0xE0, b"\0?")
                             + tlv(0x20, b"\7\0\0\0\0" + tlv(0x21, b"TLSv1.3") + tlv(0x22, b"cn") + tlv(0x29, b"?"))
                             + tlv(0xEA, b"\1vpce-1") + tlv(0xEE, b"\1\4\3\2\1")),
    }
    FIELDS = (
        b"",
        b'Forwarded: for="[2001:db8::1]:47";proto=https;by=_gw;host=x, for=unknown\r\n',
        b"Forwarded: for==\r\n",
        b"X-Forwarded-For: 192.0.2.1, nonsense, [::1]:80\r\nX-Real-IP: 192.0.2.9\r\n",
        b"X-Odd: \x9b31m \xff\r\n",
    )

    def ask(self, port, preface, fields):
        with socket.create_connection(("127.0.0.1", port), 30) as client:
            client.sendall(preface + b"POST /?x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAccept: application/json\r\n" +
                           fields + b"Content-Length: 2\r\n\r\n\xff\0")
            return json.loads(client.makefile("rb").read().partition(b"\r\n\r\n")[2])

    def test_is_as_its_schema_says(self):
        with running_echoserver() as port:
            for preface in self.PREFACES:
                for fields in self.FIELDS:
                    with self.subTest(preface=preface, fields=fields):
                        report = self.ask(port, self.PREFACES[preface], fields)
                        self.assertEqual(list(report_checks.schema_problems("srcip.echo.v1", report)), [])


if __name__ == "__main__":
    WRITE_REPORTS, ECHOSERVER = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
