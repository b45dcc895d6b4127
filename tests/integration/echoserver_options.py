#!/usr/bin/python3
"""Tells the program what to do by flags, variables and files, as its users do.

usage: echoserver_options.py ECHOSERVER
"""

import http.server
import os
import subprocess
import sys
import tempfile
import threading
import unittest

PROGRAM = sys.argv.pop()


def run(*arguments, **variables):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ECHOSERVER_")}
    return subprocess.run([PROGRAM, *arguments], env=environment | variables, capture_output=True, text=True, timeout=30,
                          check=False)


class admin_port:
    """Answers every GET with `status`; `asked` are the paths."""

    def __init__(self, status):
        asked = self.asked = []

        class answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(b"draining\n")

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), answer)
        self.port = str(self.server.server_address[1])
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Options(unittest.TestCase):
    def test_the_printed_configuration_is_a_configuration(self):
        first = run("--print-config", "--http-port", "1", "--trusted-proxies", "10.0.0.0/8,::1", ECHOSERVER_FORMAT="1.10")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertRegex(first.stdout, r"(?m)^format = \"1\.10\" +# variable ECHOSERVER_FORMAT$")
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write(first.stdout)
            file.flush()
            second = run("--print-config", ECHOSERVER_CONFIG=file.name)

        def settings(text):
            return [line.split(" # ")[0].rstrip() for line in text.splitlines() if not line.startswith("#")]

        self.assertEqual(settings(second.stdout), settings(first.stdout))
        self.assertEqual(second.stdout.count("# file " + file.name), first.stdout.count(" = "))

    def test_a_wrong_variable_is_one_line_and_2(self):
        result = run(ECHOSERVER_HTTP_PORT="\x1b[31mx\n")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stderr, "echoserver: the variable ECHOSERVER_HTTP_PORT: \"\\x1b[31mx\\x0a\" "
                                        "must be a port from 0 to 65535; see echoserver --help\n")

    def test_a_configuration_without_end_is_refused(self):
        result = run("--config", "/dev/zero")
        self.assertEqual(result.returncode, 2)
        self.assertIn("/dev/zero", result.stderr)

    def test_a_configuration_may_come_through_a_pipe(self):
        with subprocess.Popen([PROGRAM, "--config", "/dev/stdin", "--print-config"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as process:
            printed = process.communicate("http-port = 7\n", 30)[0]
        self.assertIn("http-port = 7 ", printed)


class Healthcheck(unittest.TestCase):
    def test_a_healthy_server_is_0_and_silence(self):
        with admin_port(200) as server:
            result = run("healthcheck", ECHOSERVER_ADMIN_PORT=server.port)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
        self.assertEqual(server.asked, ["/healthz"])

    def test_another_is_1_and_a_line(self):
        with admin_port(503) as server:
            result = run("healthcheck", "--path", "/readyz", "--admin-port", server.port)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr, f"echoserver: healthcheck: 127.0.0.1:{server.port} answered 503 to GET /readyz: "
                                        "\"draining\"; its log says more\n")

    def test_none_is_1_and_a_line(self):
        with admin_port(200) as server:
            pass
        result = run("healthcheck", "--admin-port", server.port)
        self.assertEqual(result.returncode, 1)
        self.assertIn("refused", result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1)
        self.assertEqual(run("healthcheck", "--admin-port", "off").returncode, 1)

    def test_a_wrong_option_is_2(self):
        self.assertEqual(run("healthcheck", "--admin-port", "x").returncode, 2)


if __name__ == "__main__":
    unittest.main()
