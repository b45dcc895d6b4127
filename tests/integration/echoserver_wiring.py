#!/usr/bin/python3
"""What the parts promise, asked of the running program: that every option reaches the part it is meant for.

usage: echoserver_wiring.py ECHOSERVER [TEST...]
"""

import base64
import contextlib
import hashlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent / "interop"))

from exposition import read_exposition
from harness import PATIENCE, ask, connect, echoserver, eventually, has_ipv6, main, read_to_end

HOST = "host-under-test"
ENVIRONMENT = {name: value for name, value in os.environ.items() if not re.match("ECHOSERVER_|POD_|NODE_NAME|HOST_IP", name)}
ENVIRONMENT["HOSTNAME"] = HOST
FOREVER = "1h"


def start(*arguments, **how):
    """A server that ends as soon as it is told to, unless the arguments say otherwise."""
    delay = () if "--drain-delay" in arguments else ("--drain-delay", "0s")
    return echoserver(*arguments, *delay, env=ENVIRONMENT, **how)


class netexec(echoserver):
    """Started as agnhost is."""

    def __init__(self, *arguments):
        self.start([self.program, "netexec", *arguments], env=ENVIRONMENT)


def run(*arguments):
    return subprocess.run([echoserver.program, *map(str, arguments)], env=ENVIRONMENT, capture_output=True, text=True,
                          timeout=PATIENCE, check=False)


def request(port, target="/", fields=()):
    """One request over one connection; the bytes of the answer. `fields`: pairs of a name and bytes."""
    lines = [b"GET " + target.encode("latin-1") + b" HTTP/1.1", b"Host: ex", b"Connection: close",
             *(name.encode() + b": " + value for name, value in fields)]
    with connect(port) as peer:
        peer.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
        return read_to_end(peer)


def get(port, path, accept="*/*"):
    """The answer to one that does not ask for JSON."""
    head, body = request(port, path, [("Accept", accept.encode())]).split(b"\r\n\r\n", 1)
    status, *fields = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value for name, value in (field.split(": ", 1) for field in fields)}
    if fields.get("transfer-encoding") == "chunked":  # always one chunk
        size, _, rest = body.partition(b"\r\n")
        assert rest[int(size, 16):] == b"\r\n0\r\n\r\n", body
        body = rest[:int(size, 16)]
    return int(status.split()[1]), fields, body.decode()


class Udp(unittest.TestCase):
    @staticmethod
    @contextlib.contextmanager
    def client(server, host="127.0.0.1"):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as peer:
            peer.settimeout(PATIENCE)
            peer.connect((host, server.udp))

            def question(text):
                peer.send(text)
                return peer.recv(65536).decode()

            yield peer, question

    def test_commands_are_answered_and_counted(self):
        with start(udp=0) as server, self.client(server) as (peer, question):
            self.assertEqual(question(b"clientip"), f"127.0.0.1:{peer.getsockname()[1]}")
            self.assertEqual(question(b" HostName\n"), HOST)
            self.assertEqual(question(b"echo HeLLo World"), "hello world")
            peer.send(b"nonsense")  # datagrams of one sender are taken in order: the next answer is to the next question
            self.assertEqual(question(b"hostname"), HOST)
            wanted = {"answered": 4, "ignored": 1}
            eventually(lambda: {outcome: server.counted("echoserver_udp_datagrams_total", outcome) for outcome in wanted}
                       == wanted, f"counted: {wanted}")

    def test_the_report(self):
        with start(udp=0) as server, self.client(server) as (peer, question):
            size = int(re.fullmatch(r"json: pad the datagram with spaces to (\d+) bytes\n", question(b"json"))[1])
            text = question(b"json".ljust(size))
            self.assertLessEqual(len(text), size)
            report = json.loads(text)
            interface = report.pop("interface")
            self.assertEqual(interface["name"], "lo")
            self.assertEqual(report.pop("server")["hostname"], HOST)
            self.assertEqual(report, {
                "schema": "srcip.udp/v1", "peer": {"address": "127.0.0.1", "port": peer.getsockname()[1]},
                "local": {"address": "127.0.0.1", "port": server.udp}, "ttl": 64, "estimated_hops": 0, "traffic_class": 0,
                "received_bytes": size, "proxy": None})

    @unittest.skipUnless(has_ipv6(), "needs IPv6")
    def test_both_families_on_all_addresses(self):
        with start(udp=0, address="any") as server:
            for host, form in (("::1", "[::1]:{}"), ("127.0.0.1", "127.0.0.1:{}")):
                with self.subTest(host), self.client(server, host) as (peer, question):
                    self.assertEqual(question(b"clientip"), form.format(peer.getsockname()[1]))


class Agnhost(unittest.TestCase):
    def test_its_paths(self):
        with start("--compat", "agnhost") as server:
            for path, status, body in (
                    ("/clientip", 200, r"127\.0\.0\.1:\d+"), ("/hostname", 200, HOST), ("/hostName", 200, HOST),
                    ("/serverport", 200, str(server.http)), ("/echo?msg=a%20B&code=418", 418, "a B"),
                    ("/echo?msg=x&code=99", 400, r"the argument code must be .*"), ("/header?key=host", 200, ""),
                    ("/header?key=accept", 200, r"\*/\*"), ("/healthz", 200, ""), ("/readyz", 200, "ok"),
                    ("/", 200, r"NOW: \d{4}-\d\d-\d\d .* m=\+\d+\.\d{9}"), ("/dial?host=127.0.0.1", 403, "not offered: .*"),
                    ("/shell?cmd=id", 403, "not offered: .*"), ("/upload", 403, "not offered: .*"),
                    ("/exit?code=3", 403, ".*--agnhost-allow-exit"), ("/shutdown", 403, ".*--agnhost-allow-exit")):
                with self.subTest(path):
                    answer = get(server.http, path)
                    self.assertEqual(answer[0], status)
                    self.assertEqual(answer[1]["content-type"], "text/plain; charset=utf-8")
                    self.assertRegex(answer[2], rf"\A{body}\Z")
            self.assertIsNone(server.process.poll())

    def test_all_fields(self):
        with start("--compat", "agnhost") as server:
            self.assertEqual(json.loads(get(server.http, "/header")[2]), {"Accept": ["*/*"], "Connection": ["close"]})

    def test_redirects(self):
        with start("--compat", "agnhost") as server:
            for query, status, location in (("location=/x%20y", 302, "/x%20y"), ("location=z&code=307", 307, "/z"),
                                            ("location=https://ex/%0d%0aA:b", 302, "https://ex/%0D%0AA:b")):
                with self.subTest(query):
                    answer = get(server.http, f"/redirect?{query}")
                    self.assertEqual((answer[0], answer[1]["location"], answer[2]), (status, location, ""))

    def test_everything_else_is_the_echo(self):
        with start("--compat", "agnhost") as server:
            self.assertTrue(get(server.http, "/nothing?x=1")[2].startswith(
                "CLIENT VALUES:\nclient_address=127.0.0.1\ncommand=GET\nreal path=/nothing?x=1\nquery=x=1\n"))
            self.assertEqual(ask(server.http).report["schema"], "srcip.echo/v1")

    def test_without_it_they_are_echoes(self):
        with start() as server:
            self.assertTrue(get(server.http, "/clientip")[2].startswith("CLIENT VALUES:\n"))

    def test_not_ready_while_it_drains(self):
        with start("--compat", "agnhost", "--drain-delay", FOREVER) as server:
            server.signal()
            eventually(lambda: get(server.http, "/readyz")[0] == 503, "not ready")
            self.assertEqual(get(server.http, "/readyz")[2], "shutting down")
            self.assertEqual(get(server.http, "/healthz")[0], 200)

    def test_a_client_may_end_it_where_that_is_allowed(self):
        for path, status in (("/exit?code=3", 3), ("/exit", 0), ("/shutdown", 0)):
            with self.subTest(path), start("--compat", "agnhost", "--agnhost-allow-exit") as server:
                server.ends_with = (status,)
                self.assertEqual(get(server.http, path)[0], 200)
                self.assertEqual(server.ended(), status)

    def test_one_target_for_all(self):
        with start("--compat", "agnhost", "--agnhost-http-override", "/echo?msg=over&code=202") as server:
            self.assertEqual(get(server.http, "/clientip")[::2], (202, "over"))

    def test_its_command_line(self):
        with netexec("--http-port=0", "--udp-port=0", "--address=127.0.0.1", "--delay-shutdown=0") as server:
            self.assertEqual(set(server.ports), {"http", "udp"})
            self.assertEqual(get(server.http, "/hostname")[2], HOST)
            with Udp.client(server) as (_, question):
                self.assertEqual(question(b"hostname"), HOST)
            server.signal()
            self.assertEqual(server.ended(), 0)

    def test_its_command_line_without_udp(self):
        with netexec("--http-port", "0", "--udp-port=-1", "--address=127.0.0.1") as server:
            self.assertEqual(set(server.ports), {"http"})


class Forms(unittest.TestCase):
    def test_the_text_of_1_10(self):
        with start("--format", "1.10") as server:
            status, fields, body = get(server.http, "/a?b=<c>")
            self.assertEqual((status, fields["server"], fields["content-type"]), (200, "echoserver", "text/plain"))
            version = run("--version").stdout.split()[1]
            self.assertEqual(body, f"\n\nHostname: {HOST}\n\nPod Information:\n\t-no pod information available-\n\n"
                             f"Server values:\n\tserver_version=srcip: {version}\n\nRequest Information:\n"
                             "\tclient_address=127.0.0.1\n\tmethod=GET\n\treal path=/a?b=&lt;c&gt;\n\tquery=b=&lt;c&gt;\n"
                             f"\trequest_version=1.1\n\trequest_scheme=http\n\trequest_uri=http://ex:{server.http}"
                             "/a?b=&lt;c&gt;\n\nRequest Headers:\n\taccept=*/*\n\tconnection=close\n\thost=ex\n\n"
                             "Request Body:\n\t-no body in request-\n\n")

    def test_a_page_for_browsers(self):
        with start() as server:
            status, fields, body = get(server.http, "/", "text/html,application/xhtml+xml,*/*;q=0.8")
        self.assertEqual((status, fields["content-type"]), (200, "text/html; charset=utf-8"))
        (style,) = re.findall(r"<style>(.*?)</style>", body, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = dict(part.split(" ", 1) for part in fields["content-security-policy"].split("; "))
        self.assertEqual(policy["style-src"], f"'sha256-{digest}'")
        self.assertEqual(policy["default-src"], "'none'")
        self.assertIn("127.0.0.1", body)
        self.assertNotRegex(body, r"(?i)<script|<link|<img|\sstyle=|\son\w+=")

    def test_strict_1_4_knows_only_the_text(self):
        with start("--strict-1.4") as server:
            for accept in ("text/html", "*/*"):
                with self.subTest(accept):
                    _, fields, body = get(server.http, "/page.html", accept)
                    self.assertEqual(fields["content-type"], "text/html")  # guessed from the path, as 1.4 does
                    self.assertTrue(body.startswith("CLIENT VALUES:\nclient_address=127.0.0.1\n"), body)
            self.assertEqual(get(server.http, "/a.css", "text/html")[1]["content-type"], "text/css")


class Logs(unittest.TestCase):
    KEYS = ["time", "status", "duration_us", "client_address", "client_address_from", "peer", "proxy", "listener", "tls",
            "request_number", "body_bytes", "bytes_sent", "http_version", "method", "target", "user_agent"]
    # Neither ends a line nor a string, and no terminal acts on it.
    TARGETS = ["/plain", '/a","status":500,"x":"', "/%0a%0d{}", "/back\\\\slash\\", "/?token=secret"]
    AGENT = b'x" status=500 \\" \xe2\x80\xae \xff\x85'

    def logged(self, *arguments, access_log="full"):
        """What a server that was asked for all TARGETS wrote: (lines of standard output, lines of standard error)."""
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as output:
            with start(*arguments, access_log=access_log, output=output) as server:
                for target in self.TARGETS:
                    self.assertTrue(request(server.http, target, [("User-Agent", self.AGENT)]).startswith(b"HTTP/1.1 200 "))
                server.signal()
                self.assertEqual(server.ended(), 0)
            output.seek(0)
            return output.read().splitlines(keepends=True), server.lines

    def test_in_json(self):
        requests, others = self.logged("--log-format", "json")
        self.assertEqual(len(requests), len(self.TARGETS), requests)
        lines = {json.loads(line)["target"]: line for line in requests}  # each thread writes its own, in no common order
        for target in self.TARGETS:
            with self.subTest(target):
                line = lines[target.replace("secret", "***")]
                record = json.loads(line)
                self.assertEqual(list(record), self.KEYS)
                self.assertNotRegex(line[:-1], r"[^ -~\ufffd]")
                self.assertRegex(record["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
                self.assertRegex(record["peer"], r"^127\.0\.0\.1:\d+$")
                self.assertEqual(
                    [record[key] for key in ("status", "client_address", "client_address_from", "proxy", "listener", "tls",
                                             "request_number", "body_bytes", "http_version", "method")],
                    [200, "127.0.0.1", "peer", None, "http", None, 1, 0, "1.1", "GET"])
                self.assertEqual(record["user_agent"], 'x" status=500 \\" \u202e \ufffd\ufffd')
                self.assertGreater(record["bytes_sent"], 300)
        self.assert_is_a_server_log(others)

    def assert_is_a_server_log(self, lines):
        records = [json.loads(line) for line in lines]
        self.assertEqual({tuple(record) for record in records}, {("time", "level", "message")})
        self.assertEqual({record["level"] for record in records}, {"info"})
        self.assertRegex(records[0]["message"],
                         r"^listening on 127\.0\.0\.1:\d+ http, 127\.0\.0\.1:\d+ admin, \d+ threads?$")
        self.assertRegex(records[-1]["message"], "^stopping: ")

    def test_in_text(self):
        requests, others = self.logged()
        self.assertEqual(len(requests), len(self.TARGETS), requests)
        for line in requests:
            self.assertRegex(line, r"^[^\"]* status=200 ")
            self.assertNotRegex(line, r"^[^\"]* status=500 ")
            self.assertNotRegex(line[:-1], r"[^ -~]")
        self.assertRegex(others[0], r"^\S+ info listening on ")

    def test_no_access_log(self):
        self.assertEqual(self.logged(access_log="off")[0], [])


class Healthcheck(unittest.TestCase):
    def check(self, port, *arguments):
        result = run("healthcheck", "--address", "127.0.0.1", "--admin-port", port, *arguments)
        return result.returncode, result.stdout + result.stderr

    def test_of_a_running_server(self):
        with start("--drain-delay", FOREVER) as server:
            self.assertEqual(self.check(server.admin), (0, ""))
            self.assertEqual(self.check(server.admin, "--path", "/readyz"), (0, ""))
            server.signal()
            eventually(lambda: ask(server.admin, path="/readyz").status == 503, "not ready")
            self.assertEqual(self.check(server.admin), (0, ""))
            self.assertEqual(self.check(server.admin, "--path", "/readyz"),
                             (1, f"echoserver: healthcheck: 127.0.0.1:{server.admin} answered 503 to GET /readyz: "
                                 '"draining"; its log says more\n'))
            server.signal(signal.SIGTERM)
            server.ended()
            status, line = self.check(server.admin)
            self.assertEqual(status, 1)
            self.assertRegex(line, rf"\Aechoserver: healthcheck: cannot connect to 127\.0\.0\.1:{server.admin}: "
                                   r"Connection refused; .*\n\Z")


class Refusals(unittest.TestCase):
    def assert_is_refused(self, status, text, *arguments):
        with self.subTest(arguments):
            result = run("--address", "127.0.0.1", "--udp-port", "off", "--admin-port", "off", *arguments)
            self.assertEqual((result.returncode, result.stdout), (status, ""), result.stderr)
            self.assertRegex(result.stderr, rf"\Aechoserver: {text}.*\n\Z")

    def test_a_certificate_that_cannot_be_used(self):
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write("no certificate\n")
            file.flush()
            for name, text in ((file.name, "holds no PEM certificate"), ("/nowhere", "cannot be read: No such file"),
                               ("/dev/zero", "is no regular file")):
                self.assert_is_refused(1, f'the TLS certificate "{name}" {text}', "--http-port", "0", "--https-port", "0",
                                       "--tls-cert", name)

    def test_a_bad_certificate_is_found_before_a_port_is_opened(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            self.assert_is_refused(1, 'the TLS certificate "/nowhere" ', "--http-port", port, "--https-port", "0",
                                   "--tls-cert", "/nowhere")

    def test_options_that_contradict_each_other(self):
        self.assert_is_refused(2, "--agnhost-allow-exit without --compat agnhost ", "--agnhost-allow-exit")
        self.assert_is_refused(2, "--tls-key without --tls-cert: ", "--tls-key", "/nowhere")
        self.assert_is_refused(2, r"--strict-1\.4 .* --format 1\.10: ", "--strict-1.4", "--format", "1.10")
        self.assert_is_refused(2, "--http-port and --https-port are both 7: ", "--http-port", "7", "--https-port", "7")


class Metrics(unittest.TestCase):
    def test_are_well_formed_and_true(self):
        with start(https=0, udp=0) as server:
            get(server.http, "/")
            get(server.http, "/", "text/html")
            request(server.http, "no target")
            answer = ask(server.admin, path="/metrics")
            self.assertEqual(answer.fields["content-type"], "text/plain; version=0.0.4; charset=utf-8")
            values = read_exposition(answer.body)
            for name, value in (('requests_total{code="200"}', 2), ('requests_total{code="400"}', 1),
                                ('connections_accepted_total{listener="http"}', 3), ("draining", 0),
                                ('connections_accepted_total{listener="https"}', 0), ("tls_handshake_failures_total", 0),
                                ('client_address_total{from="peer"}', 2), ('proxy_headers_total{outcome="absent"}', 3),
                                ('udp_datagrams_total{outcome="answered"}', 0)):
                self.assertEqual(values[f"echoserver_{name}"], value, name)
            self.assertGreater(values["process_open_fds"], 5)

    def test_the_reader_is_strict(self):
        good = "# HELP a_total A.\n# TYPE a_total counter\na_total{x=\"1\"} 1\n"
        self.assertEqual(read_exposition(good), {'a_total{x="1"}': 1})
        for bad in (good[:-1], good + good, good + "\n", good + 'a_total{x="1"} 2\n', good.replace("counter", "gauge"),
                    good.replace("_total", ""), good.replace("# HELP a_total A.\n", ""), good.replace("TYPE a", "TYPE b"),
                    good + "b_total 1\n", good.replace("x=", "1x="), good.replace('{x="1"}', '{x="1",x="2"}'),
                    good.replace(" 1\n", " one\n"), good.replace('a_total{x="1"} 1\n', "")):
            with self.subTest(bad), self.assertRaises(AssertionError):
                read_exposition(bad)


if __name__ == "__main__":
    main()
