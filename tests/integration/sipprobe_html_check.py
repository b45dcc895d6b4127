#!/usr/bin/python3 -B
"""Holds the HTML report to what its users rely on, without a browser.

Usage: sipprobe_html_check.py REPORT_PAGE

REPORT_PAGE writes pages of made-up reports. Each must be well-formed, complete in itself, allowed by its own
Content-Security-Policy and nothing more, readable by assistive technology as far as markup decides that, and free of
anything that text from outside could have put there.
"""

import base64
import hashlib
import html.parser
import re
import subprocess
import sys
import unicodedata
import unittest

REPORT_PAGE = ""
VOID = {"meta", "br", "input"}
SVG_EMPTY = {"rect", "path"}
TAGS = VOID | SVG_EMPTY | {
    "html", "head", "title", "style", "script", "body", "main", "header", "section", "footer", "h1", "h2", "h3", "p",
    "a", "b", "i", "span", "code", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th",
    "td", "sub", "details", "summary", "figure", "figcaption", "form", "fieldset", "legend", "label", "output", "div",
    "svg", "g", "text",
}
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "rel", "aria-hidden", "aria-label",
    "aria-labelledby", "aria-live", "role", "scope", "open", "hidden", "type", "checked", "placeholder",
    "autocomplete", "spellcheck", "viewbox", "width", "height", "x", "y", "rx", "d",
}
LARGE_ROWS = 4000
BYTES_PER_ROW = 600


class Page(html.parser.HTMLParser):
    """What a page consists of; problems() says what is wrong with that."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.source = text
        self.open = []
        self.elements = []  # (tag, attributes, the elements around it)
        self.texts = {}  # of title, style and script
        self.text = []
        self.problems = []
        self.feed(text)
        self.close()
        if self.open:
            self.problems.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attributes):
        self.element(tag, attributes)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        if tag not in SVG_EMPTY:
            self.problems.append(f"<{tag}/>: HTML knows no such thing")
        self.element(tag, attributes)

    def element(self, tag, attributes):
        names = [name for name, _ in attributes]
        if len(names) != len(set(names)):
            self.problems.append(f"<{tag}> has an attribute twice: {names}")
        if tag not in TAGS or not set(names) <= ATTRIBUTES:
            self.problems.append(f"not ours: <{tag} {names}>")
        self.elements.append((tag, dict(attributes), tuple(self.open)))

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] in ("title", "style", "script"):
            self.texts[self.open[-1]] = self.texts.get(self.open[-1], "") + data
        else:
            self.text.append(data)

    def handle_comment(self, data):
        self.problems.append(f"a comment: {data!r}")

    def all(self, tag):
        return [attributes for name, attributes, _ in self.elements if name == tag]


def page_of(*arguments):
    done = subprocess.run([REPORT_PAGE, *arguments], capture_output=True, timeout=60, check=True)
    return Page(done.stdout.decode("utf-8", errors="strict"))


def sha256(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class EveryPage:
    """What holds for each page; the classes below name one."""

    arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.page = page_of(*cls.arguments)

    def test_is_well_formed_and_made_of_known_parts(self):
        page = self.page
        self.assertEqual(page.problems[:5], [])
        self.assertTrue(page.source.startswith("<!DOCTYPE html>\n<html lang=\"en\">\n"))

    def test_allows_its_own_style_and_script_and_nothing_else(self):
        page = self.page
        policy = [a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
        self.assertEqual(policy, [
            f"default-src 'none'; style-src 'sha256-{sha256(page.texts['style'])}'; "
            f"script-src 'sha256-{sha256(page.texts['script'])}'; base-uri 'none'; form-action 'none'"])
        self.assertEqual((len(page.all("style")), len(page.all("script"))), (1, 1))
        # A policy in an element holds for what comes after it.
        self.assertLess(page.source.index("Content-Security-Policy"), page.source.index("<style>"))

    def test_needs_nothing_from_outside(self):
        page = self.page
        self.assertNotRegex(page.texts["style"], r"url\(|@import")
        self.assertNotRegex(page.texts["script"], r"innerHTML|eval|Function\(|fetch\(|XMLHttpRequest|import\(")
        for link in page.all("a"):
            self.assertRegex(link["href"], r"^(#[a-z][a-z0-9-]*|https://[A-Za-z0-9./#?=_~%:-]+)$")

    def test_leads_where_it_says(self):
        page = self.page
        names = [a["id"] for _, a, _ in page.elements if "id" in a]
        self.assertEqual(len(names), len(set(names)))
        targets = {a["href"][1:] for a in page.all("a") if a["href"].startswith("#")}
        targets |= {a["aria-labelledby"] for _, a, _ in page.elements if "aria-labelledby" in a}
        self.assertLessEqual(targets, set(names))

    def test_shows_no_character_that_reorders_or_hides(self):
        page = self.page
        bad = {c for c in page.source if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
        self.assertLessEqual(bad, {"\n"})

    def test_has_tables_that_can_be_read_aloud(self):
        page = self.page
        self.assertEqual(len(page.all("caption")), len(page.all("table")))
        for heading in page.all("th"):
            self.assertIn(heading.get("scope"), ("col", "row"))
        for picture in page.all("svg"):
            self.assertEqual(picture.get("role"), "img")
            self.assertTrue(picture.get("aria-label"))
        for tag, attributes, around in page.elements:
            if tag == "input":
                self.assertIn("label", around, attributes)


class CompletePage(EveryPage, unittest.TestCase):
    arguments = ("complete",)


class EmptyPage(EveryPage, unittest.TestCase):
    arguments = ("empty",)


class HostilePage(EveryPage, unittest.TestCase):
    arguments = ("hostile",)


class LargePage(EveryPage, unittest.TestCase):
    arguments = ("large", str(LARGE_ROWS))

    def test_takes_no_more_room_than_it_may(self):
        size = len(self.page.source.encode()) - len(page_of("empty").source.encode())
        self.assertLess(size / LARGE_ROWS, BYTES_PER_ROW)


class OnePage(unittest.TestCase):
    def test_says_the_verdict_in_its_title(self):
        self.assertEqual(page_of("complete").texts["title"],
                         "✗ 4 of 18 promises are broken, and 1 health port disagrees – sipprobe")
        self.assertEqual(page_of("empty").texts["title"], "? no path was walked – sipprobe")

    def test_holds_every_path_with_sign_and_word(self):
        page = page_of("complete")
        rows = [a["class"] for tag, a, around in page.elements if tag == "tr" and "class" in a and "details" in around]
        counts = {name: rows.count(name) for name in ("broken", "inconclusive", "kept", "better")}
        self.assertEqual(counts, {"broken": 4, "inconclusive": 3, "kept": 10, "better": 1})
        text = "".join(page.text)
        for words in ("✗ broken", "? inconclusive", "✓ kept", "↑ better", "10.240.0.11:30053/udp",
                      "[2001:db8::11]:30443/https", "2 of 3 connections kept the promise", "rewrites the source"):
            self.assertIn(words, text)

    def test_shows_foreign_markup_as_text(self):
        text = "".join(page_of("hostile").text)
        self.assertIn("<script>alert(1)</script>\" onload='x", text)
        self.assertIn("\\x1b]52;c;", text)

    def test_can_be_read_in_light_and_in_dark(self):
        style = page_of("empty").texts["style"]
        schemes = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", block))
                   for block in re.findall(r":root \{(.*?)\}", style, re.S)]
        self.assertEqual(len(schemes), 2)
        self.assertEqual(schemes[0].keys(), schemes[1].keys())
        outcomes = ("broken", "inconclusive", "kept", "better")
        pairs = [(name, ground) for name in ("text", "quiet", "link", *outcomes) for ground in ("page", "card")]
        pairs += [(name, f"{name}-tint") for name in outcomes] + [("text", "inconclusive-tint"), ("text", "better-tint")]
        for scheme in schemes:
            for front, ground in pairs:
                with self.subTest(front=front, ground=ground, page=scheme["page"]):
                    self.assertGreaterEqual(contrast(scheme[front], scheme[ground]), 4.5)


if __name__ == "__main__":
    REPORT_PAGE = sys.argv.pop(1)
    unittest.main(verbosity=1)
