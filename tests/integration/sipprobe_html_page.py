#!/usr/bin/python3 -B
"""Looks at the HTML report in a browser: it searches, folds, fits, prints, and runs nothing but its own script.

Usage: sipprobe_html_page.py REPORT_PAGE

Drives chromium through chromedriver (W3C WebDriver over HTTP on loopback). Exit status 77 where there is no browser or
it does not start: `scripts/bootstrap --with-browser` installs one.
"""

import base64
import contextlib
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

REPORT_PAGE = ""
SKIP = 77
DEADLINE = 60  # seconds for anything: machines that run tests are slow
LARGE_ROWS = 20000
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver section 12.2
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
             "--no-proxy-server", "--window-size=1280,900")


class NoBrowser(Exception):
    """There is none, or it went away: not the page's fault."""


class Browser:
    """One browser with one window, and the driver that holds its strings."""

    def __init__(self, folder):
        driver = shutil.which("chromedriver")
        if not driver or not (shutil.which("chromium") or shutil.which("google-chrome")):
            raise NoBrowser("no chromium with chromedriver here")
        environment = {**os.environ, "HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder, "TMPDIR": folder}
        self.driver = subprocess.Popen([driver, "--port=0"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT, env=environment, start_new_session=True)
        self.session = ""
        try:
            self.start(folder)
        except BaseException:
            self.end()
            raise

    def start(self, folder):
        self.base = f"http://127.0.0.1:{self.port()}"
        options = {"args": [*ARGUMENTS, f"--user-data-dir={folder}/profile"]}
        wanted = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options,
                                  "goog:loggingPrefs": {"browser": "ALL"}}}
        try:
            self.session = self.ask("POST", "/session", {"capabilities": wanted})["sessionId"]
        except AssertionError as error:
            raise NoBrowser(str(error)) from error

    def port(self):
        """What chromedriver listens on, by its own account."""
        said = b""
        end = time.monotonic() + DEADLINE
        while select.select([self.driver.stdout], [], [], max(0, end - time.monotonic()))[0]:
            part = os.read(self.driver.stdout.fileno(), 4096)
            said += part
            if match := re.search(rb"started successfully on port (\d+)", said):
                return int(match[1])
            if not part:
                break
        raise NoBrowser(f"chromedriver does not listen: {said.decode(errors='replace')[-300:]}")

    def ask(self, method, path, body=None):
        data = None if method != "POST" else json.dumps(body or {}).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=DEADLINE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            if re.search("crash|disconnected|not reachable|invalid session", value["error"] + value["message"]):
                raise NoBrowser(value["message"]) from error
            raise AssertionError(f"{value['error']}: {value['message']}") from error
        except (OSError, ValueError) as error:
            raise NoBrowser(f"{path}: {error}") from error

    def do(self, path, body=None, method="POST"):
        return self.ask(method, f"/session/{self.session}{path}", body)

    def run(self, script):
        return self.do("/execute/sync", {"script": script, "args": []})

    def devtools(self, command, **parameters):
        return self.do("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def element(self, selector):
        return self.do("/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.do(f"/element/{self.element(selector)}/click")

    def type(self, selector, text):
        self.do(f"/element/{self.element(selector)}/value", {"text": text})

    def wait_for(self, script):
        """Until `script` returns something that is true, which is returned."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            if value := self.run(script):
                return value
            time.sleep(0.05)  # between two questions, not instead of one
        raise AssertionError(f"never true: {script}")

    def console(self):
        return [entry["message"] for entry in self.do("/se/log", {"type": "browser"})]

    def end(self):
        if self.session:
            with contextlib.suppress(NoBrowser, AssertionError):
                self.do("", method="DELETE")
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.driver.pid, signal.SIGKILL)  # with every browser that it has left behind
        self.driver.wait()
        self.driver.stdout.close()


VISIBLE_ROWS = "return [...document.querySelectorAll('.paths tbody tr')].filter((r) => r.getClientRects().length).length"
SHOWN = "return document.getElementById('shown').value"


class ReportPage(unittest.TestCase):
    folder = ""
    browser = None

    def visit(self, name, *arguments):
        file = pathlib.Path(self.folder, f"{name}.html")
        if not file.exists():
            with file.open("wb") as out:
                subprocess.run([REPORT_PAGE, name, *arguments], stdout=out, timeout=DEADLINE, check=True)
        self.browser.do("/url", {"url": file.as_uri()})
        self.browser.wait_for("return document.readyState === 'complete'")

    def tearDown(self):
        self.assertEqual(self.browser.console(), [])  # neither errors nor violations of the policy

    def shown(self, text):
        self.browser.wait_for(f"{SHOWN} === {json.dumps(text)}")

    def test_says_the_verdict_in_its_title(self):
        self.visit("complete")
        self.assertEqual(self.browser.do("/title", method="GET"),
                         "✗ 4 of 18 promises are broken, and 1 health port disagrees – sipprobe")

    def test_finds_words_in_paths_and_services(self):
        self.visit("complete")
        self.shown("18 paths")
        self.browser.type("#find", "n2 https 31003")
        self.shown("1 of 18 paths")
        self.assertEqual(self.browser.run(VISIBLE_ROWS), 1)
        self.browser.do(f"/element/{self.browser.element('#find')}/clear")
        self.browser.type("#find", "SHOP/cart")
        self.shown("10 of 18 paths")
        self.browser.do(f"/element/{self.browser.element('#find')}/clear")
        self.browser.type("#find", "no such thing")
        self.shown("0 of 18 paths")

    def test_shows_the_outcomes_that_are_asked_for(self):
        self.visit("complete")
        self.browser.click("#show-kept")
        self.shown("8 of 18 paths")
        self.assertEqual(self.browser.run(VISIBLE_ROWS), 8)
        self.browser.click("#show-kept")
        self.shown("18 paths")

    def test_hides_outcomes_without_its_script_too(self):
        self.browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
        try:
            self.visit("complete")
            self.assertFalse(self.browser.run("return document.querySelector('.find').getClientRects().length"))
            self.assertEqual(self.browser.run(VISIBLE_ROWS), 18)
            self.browser.click("#show-kept")
            self.assertEqual(self.browser.run(VISIBLE_ROWS), 8)
        finally:
            self.browser.devtools("Emulation.setScriptExecutionDisabled", value=False)

    def test_fits_screens_from_a_telephone_up(self):
        for name in ("complete", "hostile"):
            for width in (320, 360, 768, 1000, 1280, 2560):
                with self.subTest(page=name, width=width):
                    self.browser.devtools("Emulation.setDeviceMetricsOverride", width=width, height=800,
                                          deviceScaleFactor=1, mobile=False)
                    self.visit(name)
                    self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), width)
        self.browser.devtools("Emulation.clearDeviceMetricsOverride")

    def test_is_dark_where_the_reader_wants_it(self):
        grounds = []
        for scheme in ("light", "dark"):
            self.browser.devtools("Emulation.setEmulatedMedia",
                                  features=[{"name": "prefers-color-scheme", "value": scheme}])
            self.visit("complete")
            grounds.append(self.browser.run("return getComputedStyle(document.body).backgroundColor"))
        self.browser.devtools("Emulation.setEmulatedMedia", features=[])
        self.assertEqual(grounds, ["rgb(243, 244, 247)", "rgb(15, 19, 23)"])

    def test_can_be_printed(self):
        self.visit("complete")
        pdf = base64.b64decode(self.browser.devtools("Page.printToPDF", paperWidth=8.27, paperHeight=11.7)["data"])
        self.assertTrue(pdf.startswith(b"%PDF-"))

    def test_names_what_a_screen_reader_meets(self):
        self.visit("complete")
        nodes = self.browser.devtools("Accessibility.getFullAXTree")["nodes"]
        nameless = [n["role"]["value"] for n in nodes if not n.get("ignored") and not n.get("name", {}).get("value") and
                    n.get("role", {}).get("value") in ("image", "link", "checkbox", "searchbox", "table", "heading")]
        self.assertEqual(nameless, [])
        names = {n["name"]["value"] for n in nodes if n.get("role", {}).get("value") == "table"}
        self.assertIn("Paths of default/web", names)

    def test_runs_nothing_that_came_from_outside(self):
        self.visit("hostile")
        self.assertEqual(self.browser.run("return document.querySelectorAll('script, [onload], [onerror], iframe, img')"
                                          ".length"), 1)
        with self.assertRaisesRegex(AssertionError, "no such alert"):
            self.browser.do("/alert/text", method="GET")

    def test_stays_usable_with_many_paths(self):
        began = time.monotonic()
        self.visit("large", str(LARGE_ROWS))
        self.shown(f"{LARGE_ROWS} paths")
        loaded = time.monotonic()
        self.browser.type("#find", "ip-10-0-3-77.")
        self.shown(f"4 of {LARGE_ROWS} paths")
        print(f"\n{LARGE_ROWS} paths: there after {loaded - began:.1f} s, one node found in "
              f"{time.monotonic() - loaded:.1f} s")

    def test_unfolds_what_a_link_leads_to(self):
        self.visit("large", str(LARGE_ROWS))
        self.browser.run("document.getElementById('s0').open = false")
        self.browser.click(".map a[href='#s0']")
        self.browser.wait_for("return document.getElementById('s0').open")


def main():
    with tempfile.TemporaryDirectory(prefix="sipprobe-page-", ignore_cleanup_errors=True) as folder:
        try:
            ReportPage.browser = Browser(folder)
        except (NoBrowser, OSError) as error:
            print(f"skipped: {error}; scripts/bootstrap --with-browser installs a browser")
            return SKIP
        ReportPage.folder = folder
        try:
            result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=1).result
        finally:
            ReportPage.browser.end()
    gone = [text for _, text in result.errors if "NoBrowser" in text]
    if gone and len(gone) == len(result.errors) and not result.failures:
        print(f"skipped: the browser went away: {gone[0]}")
        return SKIP
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    REPORT_PAGE = sys.argv.pop(1)
    sys.exit(main())
