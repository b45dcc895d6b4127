#!/usr/bin/python3
"""What the server must survive, against the running program: what no test in its own process can show.

usage: echoserver_robustness_table.py ECHOSERVER [TEST...]

What must be survived, and the test that shows it (R: Robustness and C: EchoserverConnection in the *_test.cpp beside this
file, D: EchoserverDeadline, V: refused_vectors() or accepted_vectors() of request_parser_vectors.hpp, which
R.RefusedRequestsGetTheirStatusAndTheEndOfTheConnection and R.AcceptedRequestsAreAnsweredOverOneConnection put on the wire):

  a trailer of 70,000 bytes, first of all            R.TheFirstRegression; FirstRegression
  Transfer-Encoding: gzip, xchunked, lists, weights  V "transfer-encoding …"
  gzip or chunked with a length; chunked in 1.0      V "gzip, then a length" …, "chunked in 1.0"
  Host missing, twice, no authority                  V "host …"
  obs-fold; Content-Length lists and repeats         V "folded …", "content-length …"
  chunk extensions, trailers, without end; merged    V "chunk extension…", "trailer…"; Framing
  over 100 fields                                    V "101 fields", "100 fields"
  control bytes, bytes from 0x80                     V "… in the target", "… in a value"; Values
  CONNECT, TRACE                                     V
  leading CRLF                                       V
  target, header, body too long; lingering           V; R.ARefusalArrivesWhileTheClientIsStillSending; D.LingeringIsBounded
  Expect; 100 when it is right                       V; C.AsksForABodyBeforeItComes, C.NeverAsksForABodyItRefusesNorInHttp10
  pipelining: order, no reading while writes block   R.LongPipelinesAreAnsweredInOrder; Pipelining
  deadlines: header, body, write, idle               D; Deadlines (the options), SlowHttpTest
  half-close, RST, SIGPIPE                           R.AHalfClosed…, R.ResetsAreSurvived; Endings
  EMFILE and the like: goes on, never spins          R.AcceptGoesOnAfterDescriptorsRanOut; accept_error_test.cpp; Descriptors
  connection cap: 503                                Cap
  SIGTERM                                            echoserver_drain.py
  PROXY from strangers is a claim                    echoserver_proxy_vectors.py
  nosniff, HTML escaped                              V; Values
  the environment, secrets, forged log lines         echoserver_program.py; Log
"""

import concurrent.futures
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent / "interop"))

from harness import PATIENCE, ask, connect, echoserver, eventually, main, read_to_end, read_until_closed
from socket_queue import unread_by_server

GET = b"GET / HTTP/1.1\r\nHost: ex\r\n\r\n"
FOREVER = "1h"
SANITIZED = os.environ.get("SRCIP_SANITIZE", "")
NO_DEADLINES = {f"--{name}-timeout": FOREVER for name in ("proxy", "header", "keep-alive", "body", "write", "linger")}
MEMORY = 16 << 20 if not SANITIZED else 512 << 20  # bytes for one connection; AddressSanitizer keeps what was freed
ANY_TLS = ssl.create_default_context()
ANY_TLS.check_hostname, ANY_TLS.verify_mode = False, ssl.CERT_NONE


def flags(values):
    return [word for pair in values.items() for word in pair]


def status_line(raw):
    return raw.split(b"\r\n", 1)[0].decode("latin1")


def reset(peer):
    """Closes with RST."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


class MemoryTls:
    """A TLS client whose records leave when it is told so, several in one segment."""

    def __init__(self, peer):
        self.peer, self.arrived, self.leaving = peer, ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = ANY_TLS.wrap_bio(self.arrived, self.leaving, server_hostname="ex")
        self.until_done(self.tls.do_handshake)

    def until_done(self, step):
        while True:
            try:
                return step()
            except ssl.SSLWantReadError:
                self.peer.sendall(self.leaving.read())
                if not (more := self.peer.recv(1 << 20)):
                    raise ConnectionError("the server has closed") from None
                self.arrived.write(more)
            finally:
                self.peer.sendall(self.leaving.read())

    def send(self, *records):
        for record in records:
            self.tls.write(record)
        self.peer.sendall(self.leaving.read())

    def receive(self):
        return self.until_done(lambda: self.tls.read(1 << 20))


class ServerTest(unittest.TestCase):
    def start(self, *arguments, **listeners):
        self.server = echoserver(*arguments, **listeners)
        self.addCleanup(self.server.close)
        return self.server

    def assert_alive(self):
        self.assertIsNone(self.server.process.poll())
        self.assertEqual(ask(self.server.http).report["client_address"], "127.0.0.1")

    def exchange(self, *parts):
        with connect(self.server.http) as peer:
            for part in parts:
                peer.sendall(part)
            peer.shutdown(socket.SHUT_WR)
            return read_until_closed(peer)

    def resident_bytes(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text())[1]) * 1024

    def sleeps(self):
        """Whether every thread waits for something from outside."""
        tasks = pathlib.Path(f"/proc/{self.server.process.pid}/task")
        return all((task / "stat").read_text().rsplit(")", 1)[1].split()[0] == "S" for task in tasks.iterdir())

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class FirstRegression(ServerTest):
    """Beast 1.81 lets std::length_error out of io_context::run(): the process aborted."""

    def test_a_trailer_of_70000_bytes(self):
        self.start("--threads", "2", https=0)
        head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: "
        for end in (b"v" * 70_000 + b"\r\n\r\n", b"v" * 70_000, b"v" * 8000 + b"\r\n" + b"T: v\r\n" * 20_000 + b"\r\n"):
            self.assertRegex(status_line(self.exchange(head + end)), r"^HTTP/1.1 431 ")
            with connect(self.server.https, tls=ANY_TLS, sni="ex") as peer:
                peer.sendall(head + end)
                self.assertRegex(status_line(peer.recv(65536)), r"^HTTP/1.1 431 ")
        self.assert_alive()


class Framing(ServerTest):
    def test_trailers_are_never_fields(self):
        self.start()
        raw = (b"POST / HTTP/1.1\r\nHost: ex\r\nAccept: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
               b"3;x=y\r\nabc\r\n0\r\nX-Forwarded-For: 203.0.113.1\r\nX-Trailer: v\r\n\r\n")
        answer = self.exchange(raw)
        self.assertRegex(status_line(answer), r"^HTTP/1.1 200 ")
        self.assertNotIn(b"203.0.113.1", answer)
        self.assertNotIn(b"X-Trailer", answer)
        self.assertIn(b'"body":"abc"', answer)

    def test_nothing_behind_a_refusal_is_a_request(self):
        """Smuggling: whatever two parties could read differently ends the connection."""
        self.start()
        smuggled = b"GET /smuggled HTTP/1.1\r\nHost: ex\r\n\r\n"
        for fields in (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"Content-Length: 5, 5\r\n",
                       b"Transfer-Encoding: xchunked\r\n", b"Transfer-Encoding:\x0bchunked\r\n", b"Content-Length: 5\r\n 6\r\n"):
            with self.subTest(fields):
                answer = self.exchange(b"POST / HTTP/1.1\r\nHost: ex\r\n" + fields + b"\r\n0\r\n\r\n" + smuggled)
                self.assertRegex(status_line(answer), r"^HTTP/1.1 (400|501) ")
                self.assertNotIn(b"smuggled", answer)
                self.assertEqual(answer.count(b"HTTP/1.1 "), 1)


class Values(ServerTest):
    BYTES = b"a\xff\xfe\xc2\x9b31m\xe2\x80\xae<script>\"'&\tz"

    def ask_for(self, media_type):
        raw = b"GET /?<b>&\"' HTTP/1.1\r\nHost: ex\r\nConnection: close\r\nAccept: %s\r\nX: %s\r\n\r\n"
        head, _, body = self.exchange(raw % (media_type, self.BYTES)).partition(b"\r\n\r\n")
        self.assertRegex(status_line(head), r"^HTTP/1.1 200 ")
        self.assertIn(b"X-Content-Type-Options: nosniff", head)
        return head, body

    def test_text_passes_them_through(self):
        self.start()
        _, body = self.ask_for(b"*/*")
        self.assertIn(b"x=" + self.BYTES, body)

    def test_json_escapes_them(self):
        self.start()
        _, body = self.ask_for(b"application/json")
        text = body.decode("utf-8")  # valid, whatever came
        self.assertNotRegex(text.rstrip("\n"), "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
        self.assertIn("a\ufffd\ufffd", text)

    def test_html_escapes_them(self):
        self.start()
        head, body = self.ask_for(b"text/html")
        self.assertIn(b"Content-Type: text/html", head)
        text = body.decode("utf-8")
        self.assertNotIn("<script>", text)
        self.assertNotIn("/?<b>", text)
        self.assertIn("&lt;script&gt;", text)
        self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Pipelining(ServerTest):
    def test_a_client_that_does_not_read_is_not_read_from(self):
        """Sends until nothing moves: what the server holds is bounded, however much is asked. Then it reads, in order."""
        self.start("--threads", "1", *flags(NO_DEADLINES))
        body = b"b" * 100_000
        request = b"POST /%07d HTTP/1.1\r\nHost: ex\r\nContent-Length: 100000\r\n\r\n"
        before = self.resident_bytes()
        with connect(self.server.http) as peer:
            sent = self.fill(peer, lambda number: request % number + body)
            self.assertLess(self.resident_bytes() - before, MEMORY)
            self.assertNotEqual(unread_by_server(peer), 0)  # nothing: there is no asking here
            self.assert_alive()
            whole = sent // len(request % 0 + body)
            self.assertGreater(whole, 3)
            peer.shutdown(socket.SHUT_WR)
            answers = read_to_end(peer)
        self.assertEqual(set(re.findall(rb"HTTP/1\.1 (\d+) ", answers)), {b"200"})
        numbers = [int(number) for number in re.findall(rb"real path=/(\d{7})\n", answers)]
        self.assertEqual(numbers, list(range(whole)))

    def test_neither_are_very_many_small_requests(self):
        self.start("--threads", "1", *flags(NO_DEADLINES))
        before = self.resident_bytes()
        with connect(self.server.http) as peer:
            self.fill(peer, lambda number: GET * 1000)
            self.assertLess(self.resident_bytes() - before, MEMORY)
            self.assert_alive()
            reset(peer)
        self.assert_alive()

    def test_what_arrives_while_an_answer_blocks_is_read_afterwards(self):
        """The socket says so once, and says it to a session that is writing."""
        self.start("--threads", "1", *flags(NO_DEADLINES), https=0)
        head = b"POST /1 HTTP/1.1\r\nHost: ex\r\nContent-Length: 9000000\r\n\r\n"
        for port, tls in ((self.server.http, None), (self.server.https, ANY_TLS)):
            with self.subTest(tls=bool(tls)), connect(port, tls=tls, sni="ex" if tls else None) as peer:
                peer.sendall(head + b"b" * 9_000_000)
                eventually(lambda peer=peer: not unread_by_server(peer), "the server has read the body, and writes")
                peer.sendall(GET.replace(b"/ ", b"/2 "))
                self.assert_alive()  # so its thread has been told of that request, too
                answers = bytearray()
                while b"real path=/2" not in answers[-1000:]:
                    answers += peer.recv(1 << 20)
                self.assertEqual(re.findall(rb"real path=(/\d)\n", answers), [b"/1", b"/2"])

    def test_what_arrives_behind_records_that_were_read_ahead_is_read_afterwards(self):
        """Two records come in one segment and are read at once; the third while the answer to the first blocks. Once the
        second has been taken from OpenSSL's buffer, nothing tells of the third any more: it must have been looked for."""
        self.start("--threads", "1", *flags(NO_DEADLINES), https=0)
        with connect(self.server.https) as peer:
            tls = MemoryTls(peer)
            tls.send(b"POST /1 HTTP/1.1\r\nHost: ex\r\nContent-Length: 9000000\r\n\r\n" + b"b" * 8_999_999)
            eventually(lambda: not unread_by_server(peer), "the server waits for the last byte")
            tls.send(b"b", GET.replace(b"/ ", b"/2 "))
            eventually(lambda: not unread_by_server(peer), "the server has read both, and writes")
            tls.send(GET.replace(b"/ ", b"/3 "))
            self.assert_alive()  # so its thread has been told of that one, too
            answers = bytearray()
            while b"real path=/3" not in answers[-1000:]:
                answers += tls.receive()
            self.assertEqual(re.findall(rb"real path=(/\d)\n", answers), [b"/1", b"/2", b"/3"])

    def fill(self, peer, request):
        """Sends requests until neither side moves; how many bytes the socket took. What is on its way is the kernel's."""
        peer.setblocking(False)
        sent, number, pending, stuck = 0, 0, b"", 0
        while stuck < 5:  # looks in a row
            if not pending:
                pending = request(number)
                number += 1
            try:
                taken = peer.send(pending)
                pending, sent, stuck = pending[taken:], sent + taken, 0
            except BlockingIOError:
                stuck = stuck + 1 if unread_by_server(peer) != 0 and self.sleeps() else 0
                time.sleep(0.01)  # between two looks
            self.assertLess(sent, 1 << 30, "it takes everything")
        peer.setblocking(True)
        peer.settimeout(PATIENCE)
        return sent


class Deadlines(ServerTest):
    """The options reach what EchoserverDeadline tests; everything else may take an hour."""

    def start_with(self, short, *more, **listeners):
        return self.start(*more, *flags({**NO_DEADLINES, short: "150ms"}), **listeners)

    def test_header(self):
        server = self.start_with("--header-timeout")
        server.signal(signal.SIGSTOP)  # so that the deadline cannot be over before the first byte has come
        with connect(server.http) as peer:
            peer.sendall(b"GET / HTTP/1.1\r\nX: ")
            server.signal(signal.SIGCONT)
            self.assertRegex(status_line(read_to_end(peer)), r"^HTTP/1.1 408 ")
        with connect(server.http) as peer:
            self.assertEqual(read_to_end(peer), b"")

    def test_keep_alive(self):
        server = self.start_with("--keep-alive-timeout")
        with connect(server.http) as peer:
            peer.sendall(GET)
            self.assertEqual(read_to_end(peer).count(b"HTTP/1.1 200 "), 1)

    def test_body(self):
        server = self.start_with("--body-timeout", "--min-rate", "1MiB")
        with connect(server.http) as peer:
            peer.sendall(b"POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: 3\r\n\r\na")
            self.assertRegex(status_line(read_to_end(peer)), r"^HTTP/1.1 408 ")

    def test_write(self):
        server = self.start_with("--write-timeout", "--min-rate", "1024MiB")
        with connect(server.http) as peer:
            peer.sendall(b"POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: 9000000\r\n\r\n" + b"b" * 9_000_000)
            eventually(lambda: self.open_connections("http") == 0, "dropped, although it has not read")

    def test_handshake(self):
        server = self.start_with("--proxy-timeout", https=0)
        with connect(server.https) as peer:
            peer.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc")
            read_until_closed(peer)
        self.assertEqual(server.counted("echoserver_tls_handshake_failures_total"), 1)

    def open_connections(self, listener):
        return self.server.counted("echoserver_connections_open", f'listener="{listener}"')


class Endings(ServerTest):
    def test_a_reset_in_the_middle_of_an_answer(self):
        """The write that follows would raise SIGPIPE."""
        self.start("--threads", "1", https=0)
        head = b"POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: 5000000\r\n\r\n"
        for port, tls in ((self.server.http, None), (self.server.https, ANY_TLS)):
            for _ in range(10):
                peer = connect(port, tls=tls, sni="ex" if tls else None)
                peer.sendall(head + b"b" * 5_000_000)
                self.assertTrue(peer.recv(100).startswith(b"HTTP/1.1 200 "))
                reset(peer)
        self.assert_alive()
        eventually(lambda: self.server.counted("echoserver_connections_open", "http") == 0, "every connection has ended")

    def test_half_closed_connections_are_answered(self):
        self.start()
        answers = self.exchange(GET + GET)
        self.assertEqual(answers.count(b"HTTP/1.1 200 "), 2)

    def test_garbage_instead_of_a_handshake(self):
        self.start(https=0)
        for raw in (b"", b"\x16", b"\x16\x03\x01\xff\xff" + b"\x01" * 70_000, b"\x80\x2e\x01\x00\x02", bytes(5000), GET):
            with self.subTest(raw[:10]), connect(self.server.https) as peer:
                try:
                    peer.sendall(raw)
                    peer.shutdown(socket.SHUT_WR)
                except (BrokenPipeError, ConnectionResetError, OSError):
                    pass
                self.assertNotIn(b"HTTP/1.1 200", read_until_closed(peer))
        self.assertEqual(ask(self.server.https, tls=ANY_TLS, sni="ex").status, 200)


class Cap(ServerTest):
    def test_what_is_over_it_is_shed_with_503(self):
        self.start("--max-connections", "4", "--threads", "1", https=0)
        held = [connect(self.server.http) for _ in range(4)]
        for peer in held:
            self.addCleanup(peer.close)
            peer.sendall(GET)
            self.assertTrue(peer.recv(65536).startswith(b"HTTP/1.1 200 "))
        for count in range(1, 4):
            with connect(self.server.http) as peer:
                answer = read_to_end(peer)
            self.assertRegex(status_line(answer), r"^HTTP/1.1 503 ")
            self.assertRegex(answer, rb"(?i)\r\nConnection: close\r\n")
            self.assertEqual(self.server.counted("echoserver_connections_shed_total"), count)
        with self.assertRaises((ssl.SSLError, ConnectionResetError, BrokenPipeError)):
            ask(self.server.https, tls=ANY_TLS, sni="ex")
        self.assertEqual([ask(self.server.admin, path=path).status for path in ("/healthz", "/readyz")], [200, 200])
        for peer in held:  # those who are in are served
            peer.sendall(GET)
            self.assertTrue(peer.recv(65536).startswith(b"HTTP/1.1 200 "))
        held[0].close()
        eventually(lambda: ask(self.server.http).status == 200, "there is room again")

    def test_a_storm_is_over_when_it_is_over(self):
        self.start("--max-connections", "8", "--threads", "2")
        for _ in range(20):
            peers = [connect(self.server.http) for _ in range(50)]
            for peer in peers:
                reset(peer)
        eventually(lambda: ask(self.server.http).status == 200, "it serves again")
        eventually(lambda: self.server.counted("echoserver_connections_open", '"http"') == 0, "nothing is left over")


@unittest.skipIf("undefined" in SANITIZED, "UBSan itself needs descriptors to judge a vptr")
class Descriptors(ServerTest):
    def test_without_any_it_waits_and_goes_on(self):
        self.start("--threads", "1")
        pid = self.server.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, before[1]))  # all it has is above: nothing more can be opened
        waiting = []
        for _ in range(20):
            peer = connect(self.server.http)
            peer.sendall(GET)
            waiting.append(peer)
        cpu, began = self.cpu_seconds(), time.monotonic()
        with self.assertRaises(TimeoutError):
            waiting[0].settimeout(1)
            waiting[0].recv(1)
        self.assertLess(self.cpu_seconds() - cpu, (time.monotonic() - began) / 2, "it spins")
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
        for peer in waiting:
            with peer:
                peer.settimeout(PATIENCE)
                self.assertTrue(peer.recv(65536).startswith(b"HTTP/1.1 200 "))
        self.assertGreater(self.server.counted("echoserver_accept_errors_total"), 0)


class Log(ServerTest):
    def test_a_request_that_was_there_before_its_connection_was_accepted_is_logged(self):
        server = self.start("--threads", "1", access_log="full")
        for number in range(4):
            server.signal(signal.SIGSTOP)
            with connect(server.http) as peer:
                peer.sendall(b"GET /early-%d HTTP/1.1\r\nHost: ex\r\nConnection: close\r\n\r\n" % number)
                server.signal(signal.SIGCONT)
                self.assertRegex(status_line(read_until_closed(peer)), r"^HTTP/1.1 200 ")
            eventually(lambda: any(f"/early-{number}" in line for line in server.lines), f"request {number} is logged")

    def test_no_request_forges_a_line_writes_to_a_terminal_or_leaks_a_secret(self):
        server = self.start("--trusted-proxies", "127.0.0.0/8", access_log="full")
        hostile = b"\xc2\x9b31m\xe2\x80\xae\xff\x85 2026-01-01T00:00:00 info listening on forged"
        secrets = (b"Authorization: Basic c2VjcmV0LTE=\r\nCookie: a=c2VjcmV0LTI=\r\nProxy-Authorization: Basic c2VjcmV0LTM=\r\n")
        for fields in (b"", b"User-Agent: " + hostile + b"\r\n", b"X-Forwarded-For: " + hostile + b"\r\n",
                       b"Forwarded: for=\"" + hostile + b"\"\r\n", b"Referer: " + hostile + b"\r\n"):
            for target in (b"/", b"/%0a%1b[31m", b"/?a=%0d%0a"):
                raw = b"GET " + target + b" HTTP/1.1\r\nHost: ex\r\nConnection: close\r\n" + secrets + fields + b"\r\n"
                self.assertRegex(status_line(self.exchange(raw)), r"^HTTP/1.1 200 ")
        for raw in (b"GET /\x1b[31m HTTP/1.1\r\n\r\n", hostile + b"\r\n\r\n", b"PROXY TCP4 \x1b[31m\nforged 2 3 4\r\n", b"\0" * 300):
            self.exchange(raw)
        eventually(lambda: len(server.lines) > 15, "requests are logged")
        server.signal(signal.SIGINT)
        self.assertEqual(server.ended(), 0)
        for line in server.lines:
            self.assertNotRegex(line, "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
            self.assertNotIn("c2VjcmV0", line)
            self.assertFalse(line.startswith("2026-01-01"), line)
        self.assertEqual(sum("listening on 127.0.0.1" in line for line in server.lines), 1)


@unittest.skipUnless(shutil.which("slowhttptest"), "needs slowhttptest")
class SlowHttpTest(ServerTest):
    """Slow headers and slow bodies from a hundred connections, and a client in a hurry beside them."""

    MODES = {"slow headers": ["-H"], "slow bodies": ["-B", "-s", "8192"]}

    def test_others_are_served_and_the_slow_ones_dropped(self):
        self.start("--threads", "1", "--header-timeout", "1s", "--body-timeout", "1s", "--linger-timeout", "1s")
        for name, mode in self.MODES.items():
            with self.subTest(name):
                attack = subprocess.Popen(["slowhttptest", *mode, "-c", "100", "-r", "100", "-i", "1", "-l", "3", "-x", "10", "-u",
                                           f"http://127.0.0.1:{self.server.http}/"],
                                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                self.addCleanup(attack.wait)
                self.addCleanup(attack.kill)
                eventually(lambda: self.open_connections() > 50, "they have come")
                with concurrent.futures.ThreadPoolExecutor(4) as pool:
                    statuses = set(pool.map(lambda _: ask(self.server.http).status, range(200)))
                self.assertEqual(statuses, {200})
                eventually(lambda: self.open_connections() == 0, "they are gone")
                attack.wait(PATIENCE)
        self.assertGreater(self.server.counted("echoserver_requests_total", 'code="408"'), 0)
        self.assert_alive()

    def open_connections(self):
        return self.server.counted("echoserver_connections_open", 'listener="http"')


if __name__ == "__main__":
    main()
