"""Whether a sweep's report is what its format demands, by readers that share no code with sipprobe.

`problems(format, data)` returns sentences; none when the bytes are right.
"""

import csv
import functools
import io
import json
import pathlib
import re
import shutil
import subprocess
import unicodedata
import xml.etree.ElementTree

import json_schema

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
SUFFIXES = {"json": "json", "junit": "junit.xml", "markdown": "md", "github": "github.txt", "csv": "csv",
            "prometheus": "prom", "tap": "tap"}
COMMAND = re.compile(r"::(error|warning|notice) title=([^:,]*)::(.*)")
SAMPLE = re.compile(r'(?P<name>[a-z_]+)(\{(?P<labels>([a-z_]+="([^"\\\n]|\\["\\n])*",?)*)\})? (?P<value>\d+)')
POINT = re.compile(r"(?P<not>not )?ok (?P<number>\d+) - (?P<what>([^#\\]|\\[#\\])*)(?P<skip># SKIP .+)?")
MARKUP = re.compile(r"</?(code|details|summary)>|<!-- -->")


@functools.lru_cache
def schema(name):
    with open(CHECKOUT / "docs" / "schemas" / f"{name}.schema.json", encoding="utf-8") as file:
        return json.load(file)


@functools.lru_cache
def real_validator(name):
    """jsonschema's, where it is installed and knows the draft."""
    try:
        import jsonschema  # pylint: disable=import-outside-toplevel
    except ImportError:
        return None
    if not hasattr(jsonschema, "Draft202012Validator"):
        return None
    jsonschema.Draft202012Validator.check_schema(schema(name))
    return jsonschema.Draft202012Validator(schema(name))


def schema_problems(name, value):
    """By the validator of our own, and by the real one."""
    yield from json_schema.Validator(schema(name), closed=True).problems(value)
    if real_validator(name) is not None:
        yield from (f"jsonschema: {error.json_path}: {error.message}" for error in real_validator(name).iter_errors(value))


def text_problems(text):
    """What may be in no report: a terminal, an editor or a browser would act on it."""
    for character in sorted(set(text) - {"\n", "\r"}):
        bidirectional = unicodedata.bidirectional(character) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or bidirectional or character in "\u200e\u200f\u061c":
            yield f"U+{ord(character):04X} is in it as it is"


def no_duplicates(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError(f"a member twice in {[name for name, _ in pairs]}")
    return members


def json_problems(text):
    report = json.loads(text, object_pairs_hook=no_duplicates)
    yield from schema_problems("srcip.sweep.v1", report)
    ids = [row["id"] for row in report["rows"]]
    if len(ids) != report["summary"]["paths"] or sum(s["paths"] for s in report["services"]) != len(ids):
        yield "the summary's numbers are not the rows'"
    if not text.endswith("}\n"):
        yield "there is no line feed at the end"


def xsd_problems(text):
    if shutil.which("xmllint") is None:
        return
    schema_file = CHECKOUT / "tests" / "support" / "junit.xsd"
    done = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", schema_file, "-"], input=text.encode(),
                          capture_output=True, timeout=60, check=False)
    if done.returncode != 0:
        yield "xmllint: " + done.stderr.decode(errors="replace")[:2000]


def junit_problems(text):
    root = xml.etree.ElementTree.fromstring(text.encode())
    total = {"tests": 0, "failures": 0}
    for suite in root:
        cases = suite.findall("testcase")
        counts = {"tests": len(cases), "failures": len(suite.findall("testcase/failure")),
                  "skipped": len(suite.findall("testcase/skipped")), "errors": 0}
        for name, count in counts.items():
            if suite.get(name) != str(count):
                yield f"suite {suite.get('name')} says {name}={suite.get(name)}, and there are {count}"
        total = {name: total[name] + counts[name] for name in total}
    for name, count in total.items():
        if root.get(name) != str(count):
            yield f"the whole says {name}={root.get(name)}, and there are {count}"
    yield from xsd_problems(text)


def csv_problems(text):
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for row in rows:
        if len(row) != len(rows[0]):
            yield f"{len(row)} fields instead of {len(rows[0])}: {row}"
        yield from (f"a formula: {field!r}" for field in row if field.lstrip().startswith(tuple("=+-@＝＋－＠")))
    if len(text.split("\r\n")) != len(rows) + 1 or "\n" in text.replace("\r\n", ""):
        yield "lines do not end in CR LF, or a field has a line end in it"


def tap_problems(text):
    lines = text.splitlines()
    if lines[0] != "TAP version 14" or not re.fullmatch(r"1\.\.\d+( # SKIP .+)?", lines[1]):
        yield f"no TAP 14: {lines[:2]}"
        return
    number = 0
    in_block = False
    for line in lines[2:]:
        if in_block:
            if not re.fullmatch(r'  (\.\.\.|[a-z0-9_]+: ".*")', line):
                yield f"no YAML: {line}"
            if not line.startswith("  ..."):
                json.loads(line.split(": ", 1)[1])
            in_block = line != "  ..."
        elif line == "  ---":
            in_block = True
        elif not line.startswith("#"):
            point = POINT.fullmatch(line)
            number += 1
            if point is None or int(point["number"]) != number:
                yield f"no test {number}: {line}"
    if in_block or number != int(lines[1].split()[0][3:]):
        yield "the plan does not fit"


def prometheus_problems(text):
    seen = set()
    typed = ""
    for line in text.splitlines():
        if line.startswith("# "):
            typed = line.split()[2]
            continue
        sample = SAMPLE.fullmatch(line)
        if sample is None or sample["name"] != typed:
            yield f"no sample of {typed}: {line}"
        key = line.rpartition(" ")[0]
        if key in seen:
            yield f"twice: {line}"
        seen.add(key)


def github_problems(text):
    lines = text.splitlines()
    for line in lines:
        if not COMMAND.fullmatch(line):
            yield f"no workflow command: {line}"
    for kind in ("error", "warning", "notice"):
        if sum(line.startswith(f"::{kind} ") for line in lines) > 10:
            yield f"GitHub shows ten annotations of a kind: {kind}"


def markdown_problems(text):
    cells = 0
    for line in text.splitlines():
        if not line.startswith("|"):
            cells = 0
            continue
        cells = cells or line.count("|")
        if line.count("|") != cells:
            yield f"another number of cells than in the line above: {line}"
    if re.search(r"[<>\\]", MARKUP.sub("", text)):
        yield "markup of somebody else's"
    yield from rendered_problems(text)


def rendered_problems(text):
    """What GitHub's own implementation makes of it, where that is installed (Debian: cmark-gfm)."""
    if shutil.which("cmark-gfm") is None:
        return
    command = ["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tasklist"]
    page = subprocess.run(command, input=text.encode(), capture_output=True, timeout=60, check=True).stdout.decode()
    tags = set(re.findall(r"<([a-z0-9]+)", page))
    if tags - {"a", "h2", "h3", "p", "ul", "li", "strong", "code", "details", "summary", "table", "thead", "tbody", "tr", "th", "td"}:
        yield f"elements of somebody else's: {tags}"
    if page.count("<a ") != text.count("](https://"):
        yield "a link that nobody made"


CHECKS = {"json": json_problems, "junit": junit_problems, "csv": csv_problems, "tap": tap_problems,
          "prometheus": prometheus_problems, "github": github_problems, "markdown": markdown_problems}


def problems(kind, data):
    """`data`: the bytes of a report in the format `kind`."""
    try:
        text = data.decode("utf-8")
        return list(text_problems(text)) + list(CHECKS[kind](text))
    except (ValueError, csv.Error, xml.etree.ElementTree.ParseError) as error:
        return [f"not read: {error}"]
