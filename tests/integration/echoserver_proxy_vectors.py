#!/usr/bin/python3
"""Every PROXY header of tests/vectors/proxy_protocol.tsv, sent to a running server with a request behind it.

usage: echoserver_proxy_vectors.py ECHOSERVER [TEST...]

Whole, byte by byte, and cut in two at every place; in front of HTTP and of TLS; from a peer that is trusted and from one
that is not; with each --proxy-protocol.
"""

import json
import pathlib
import socket
import ssl
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "interop"))

from harness import PATIENCE, STRANGER, TRUSTED, PeerTest, ask, connect, echoserver, eventually, main, read_to_end, read_until_closed
from socket_queue import unread_by_server

VECTORS = pathlib.Path(__file__).parent.parent / "vectors" / "proxy_protocol.tsv"
FIELDS = b"Host: ex\r\nAccept: application/json\r\nConnection: close\r\n\r\n"
GET = b"GET / HTTP/1.1\r\n" + FIELDS
TRUST = ("--trusted-proxies", f"{TRUSTED}/32")


def rows():
    """(name, bytes, outcome)"""
    for line in VECTORS.read_text().splitlines():
        if line and not line.startswith("#"):
            name, hexadecimal, outcome = line.split("\t")
            yield name, bytes.fromhex(hexadecimal), outcome


ROWS = list(rows())
DONE = [row for row in ROWS if row[2].startswith(("proxied", "local"))]
REJECTED = [row for row in ROWS if row[2] == "reject"]
ABSENT = [row for row in ROWS if row[2] == "absent"]
UNFINISHED = [row for row in ROWS if row[2] == "need-more"]


def node(end):
    address = end["address"]
    return (f"[{address}]" if ":" in address else address) + f":{end['port']}"


def describe(proxy):
    """A report's proxy_protocol in the words of the vectors."""
    if proxy["command"] == "LOCAL" or proxy["transport"] not in ("TCP4", "TCP6"):
        return "local"
    words = ["proxied", proxy["transport"], node(proxy["source"]), node(proxy["destination"])]
    words += ["crc32c=ok"] if proxy["crc32c_verified"] else []
    words += [f"{name}={proxy[name]}" for name in ("alpn", "authority") if proxy[name] is not None]
    words += [f"unique_id={proxy['unique_id']['hex']}"] if proxy["unique_id"] else []
    if tls := proxy["ssl"]:
        words += [f"ssl.{name}={tls[name]}" for name in ("version", "cn", "cipher", "sig_alg", "key_alg") if tls[name]]
        words.append("ssl.verified=" + ("yes" if tls["verified"] else "no"))
    for word, name in (("netns", "netns"), ("aws.vpce", "aws_vpce_id"), ("azure.linkid", "azure_linkid"),
                       ("gcp.psc", "gcp_psc_id")):
        words += [f"{word}={proxy[name]}"] if proxy[name] is not None else []
    words += [f"{tlv['type']}={tlv['value_hex']}" for tlv in proxy["other_tlvs"]]
    return " ".join(words)


def let_it_read(peer):
    """Waits until the server has taken what was sent, so that what follows comes apart from it: for a moment only, as it
    may leave it where it is and look at it there."""
    end = time.monotonic() + 0.002
    while unread_by_server(peer) and time.monotonic() < end:
        pass


def send_in_parts(peer, parts):
    try:
        for part in parts:
            peer.sendall(part)
            let_it_read(peer)
    except (BrokenPipeError, ConnectionResetError):
        pass  # closed before the last part: what was answered tells why


def exchange(port, parts, source=TRUSTED):
    with connect(port, source=source) as peer:
        send_in_parts(peer, parts)
        return read_until_closed(peer)


def cuts(raw, behind=GET):
    """Every way to send it that is tried: whole, byte by byte, in two. Most bytes of the longest are alike."""
    yield [raw + behind]
    yield [raw, behind]
    if len(raw) <= 256:
        yield [raw[at:at + 1] for at in range(len(raw))] + [behind]
    for at in range(1, len(raw)):
        if len(raw) <= 64 or at < 20 or at % 97 == 0 or at > len(raw) - 3:
            yield [raw[:at], raw[at:] + behind]


def report_in(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 "), answer[:500]
    return json.loads(body)


class ProxyTest(PeerTest):
    def outcome(self, name):
        return self.server.counted("echoserver_proxy_headers_total", f'outcome="{name}"')

    def check(self, report, outcome, source=TRUSTED):
        proxied = outcome.startswith("proxied") and source == TRUSTED
        self.assertEqual(describe(report["proxy_protocol"]), outcome)
        self.assertEqual(report["proxy_protocol"]["believed"], proxied)
        self.assertEqual(report["peer"]["address"], source)
        if proxied:
            self.assert_from(report, report["proxy_protocol"]["source"]["address"], "proxy_protocol")
        else:
            self.assert_from(report, source, "peer")


class Vectors(ProxyTest):
    @classmethod
    def set_up(cls):
        cls.server = cls.keep(echoserver(*TRUST))

    def test_headers_are_reported_however_they_arrive(self):
        for name, raw, outcome in DONE:
            for number, parts in enumerate(cuts(raw)):
                with self.subTest(name, way=number):
                    self.check(report_in(exchange(self.server.http, parts)), outcome)

    def test_headers_of_strangers_are_claims(self):
        for name, raw, outcome in DONE:
            with self.subTest(name):
                self.check(report_in(exchange(self.server.http, [raw + GET], STRANGER)), outcome, STRANGER)

    def test_broken_headers_close_the_connection_and_are_counted(self):
        for name, raw, _ in REJECTED:
            for number, parts in enumerate(cuts(raw)):
                with self.subTest(name, way=number):
                    before = self.outcome("rejected")
                    self.assertEqual(exchange(self.server.http, parts), b"")
                    self.assertEqual(self.outcome("rejected"), before + 1)

    def test_what_is_no_header_is_served_as_http(self):
        for name, raw, _ in ABSENT:
            for number, parts in enumerate(cuts(raw, FIELDS)):  # the vector is a request line
                with self.subTest(name, way=number):
                    before = self.outcome("absent")
                    expected = b"HTTP/1.1 400 " if name == "v1-lower-case" else b"HTTP/1.1 200 "
                    self.assertEqual(exchange(self.server.http, parts)[:len(expected)], expected)
                    self.assertEqual(self.outcome("absent"), before + 1)

    def test_unfinished_headers_wait_for_more_and_end_with_the_connection(self):
        for name, raw, _ in UNFINISHED:
            with self.subTest(name), connect(self.server.http) as peer:
                peer.sendall(raw)
                let_it_read(peer)
                peer.shutdown(socket.SHUT_WR)
                self.assertIn(read_to_end(peer)[:9], (b"", b"HTTP/1.1 "))

    def test_each_kind_is_counted(self):
        header = {name: raw for name, raw, _ in ROWS}
        for name, raw in (("v1", header["v1-tcp4"]), ("v2", header["v2-tcp4"]), ("local", header["v2-local"]),
                          ("local", header["v1-unknown"]), ("absent", b"")):
            with self.subTest(name):
                before = self.outcome(name)
                exchange(self.server.http, [raw + GET])
                self.assertEqual(self.outcome(name), before + 1)

    def test_bytes_behind_the_header_are_not_lost(self):
        body = bytes(range(256)) * 40
        post = b"POST /%d HTTP/1.1\r\nHost: ex\r\nContent-Length: 10240\r\n\r\n"
        for name, raw, _ in DONE:
            with self.subTest(name):
                answers = exchange(self.server.http, [raw + post % 1 + body + post % 2 + body + GET])
                self.assertEqual(answers.count(b"BODY:\n" + body), 2)
                self.assertLess(answers.index(b"real path=/1\n"), answers.index(b"real path=/2\n"))
                self.assertEqual(answers.count(b"HTTP/1.1 200 "), 3)

    def test_only_the_first_header_is_one(self):
        """A second one is a request line that no request begins with."""
        raw = dict((name, raw) for name, raw, _ in ROWS)["v1-tcp4"]
        self.assertEqual(exchange(self.server.http, [raw + raw + GET])[:13], b"HTTP/1.1 400 ")

    def test_a_peer_of_a_socket_for_both_families_is_trusted_as_ipv4(self):
        with echoserver(*TRUST, address="::") as server:
            for name, raw, outcome in DONE:
                if name.endswith(("tcp4", "tcp6", "local")):
                    with self.subTest(name):
                        self.check(report_in(exchange(server.http, [raw + GET])), outcome)


class BeforeTls(ProxyTest):
    """A header in front of a TLS handshake."""

    @classmethod
    def set_up(cls):
        cls.server = cls.keep(echoserver(*TRUST, https=0))
        cls.tls = ssl.create_default_context()
        cls.tls.check_hostname, cls.tls.verify_mode = False, ssl.CERT_NONE

    def handshake(self, raw, join):
        """The report of a request over TLS: `join` says how header and first flight become sends."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = self.tls.wrap_bio(incoming, outgoing, server_hostname="ex")
        with connect(self.server.https, source=TRUSTED) as peer:
            step(client.do_handshake)
            send_in_parts(peer, join(raw, outgoing.read()))
            while not step(client.do_handshake):
                peer.sendall(outgoing.read())
                incoming.write(peer.recv(65536))
            client.write(GET)
            peer.sendall(outgoing.read())
            incoming.write(read_until_closed(peer))
        answer = b""
        while (data := step(lambda: client.read(65536))):
            answer += data
        return report_in(answer)

    def test_headers_are_reported_however_they_arrive(self):
        ways = {"together": lambda raw, hello: [raw + hello], "apart": lambda raw, hello: [raw, hello],
                "the hello cut": lambda raw, hello: [raw + hello[:3], hello[3:]],
                "byte by byte": lambda raw, hello: [raw[at:at + 1] for at in range(len(raw))] + [hello]}
        for name, raw, outcome in DONE:
            for way, join in ways.items():
                if way != "byte by byte" or len(raw) <= 64:
                    with self.subTest(name, way=way):
                        report = self.handshake(raw, join)
                        self.check(report, outcome)
                        self.assertEqual(report["tls"]["version"], "TLSv1.3")

    def test_a_handshake_may_come_without_one(self):
        report = self.handshake(b"", lambda _, hello: [hello])
        self.assertIsNone(report["proxy_protocol"])
        self.assert_from(report, TRUSTED, "peer")

    def test_broken_headers_close_the_connection_and_are_counted(self):
        for name, raw, _ in REJECTED:
            with self.subTest(name):
                before = self.outcome("rejected")
                self.assertEqual(exchange(self.server.https, [raw]), b"")
                self.assertEqual(self.outcome("rejected"), before + 1)

    def test_plain_requests_are_no_handshake(self):
        for name, raw, _ in ABSENT:
            with self.subTest(name):
                self.assertNotIn(b"HTTP/1.1 200", exchange(self.server.https, [raw + GET]))
        self.assertNotIn(b"HTTP/1.1 200", exchange(self.server.https, [DONE[0][1] + GET]))
        self.test_a_handshake_may_come_without_one()


def step(action):
    """Its result, or true; nothing when more must arrive first."""
    try:
        result = action()
        return True if result is None else result
    except (ssl.SSLWantReadError, ssl.SSLZeroReturnError):
        return None


class Modes(ProxyTest):
    def start(self, *arguments, **listeners):
        self.server = echoserver(*TRUST, *arguments, **listeners)
        self.addCleanup(self.server.close)
        return self.server

    def test_require_takes_nothing_else(self):
        server = self.start("--proxy-protocol", "require")
        for name, raw, outcome in DONE:
            with self.subTest(name):
                self.check(report_in(exchange(server.http, [raw + GET])), outcome)
        self.assertEqual(self.outcome("missing"), 0)
        for count, first in enumerate((GET, b"X", b"\r\n\r\n" + GET, b"\x16\x03\x01"), 1):
            self.assertEqual(exchange(server.http, [first]), b"")
            self.assertEqual(self.outcome("missing"), count)
        for name, raw, _ in REJECTED:
            with self.subTest(name):
                self.assertEqual(exchange(server.http, [raw + GET]), b"")
        # Health checks without a header have the admin port.
        self.assertEqual(ask(server.admin, path="/healthz").status, 200)

    def test_detect_serves_plain_requests_beside_headers(self):
        server = self.start("--proxy-protocol", "detect")
        with connect(server.http, source=TRUSTED) as plain:
            plain.sendall(GET)
            self.assert_from(report_in(read_to_end(plain)), TRUSTED, "peer")
        self.check(report_in(exchange(server.http, [DONE[0][1] + GET])), DONE[0][2])

    def test_off_knows_no_headers(self):
        server = self.start("--proxy-protocol", "off", https=0)
        for name, raw, _ in DONE + REJECTED:
            with self.subTest(name):
                self.assertRegex(exchange(server.http, [raw + GET])[:13], rb"HTTP/1.1 (4|5)")
        self.assertEqual(exchange(server.https, [DONE[0][1] + GET])[:13].count(b"HTTP/1.1 200"), 0)
        self.assertIsNone(report_in(exchange(server.http, [GET]))["proxy_protocol"])

    def test_a_header_without_end_is_closed_in_time(self):
        server = self.start("--proxy-timeout", "200ms", https=0)
        for port in (server.http, server.https):
            for name, raw, _ in UNFINISHED:
                if raw:
                    with self.subTest(name, port=port):
                        before = self.outcome("timed_out")
                        self.assertEqual(exchange(port, [raw]), b"")
                        self.assertEqual(self.outcome("timed_out"), before + 1)

    def test_a_dripping_header_gains_no_time(self):
        server = self.start("--proxy-timeout", "200ms")
        raw = next(raw for name, raw, _ in ROWS if name == "v2-4096-bytes")
        with connect(server.http) as peer:
            peer.settimeout(0.02)
            self.assertEqual(drip(peer, raw), b"")
        self.assertEqual(self.outcome("timed_out"), 1)

    def test_a_header_in_time_leaves_the_request_its_own(self):
        """The pause behind it is the first request's, which has another deadline."""
        server = self.start("--proxy-timeout", "100ms", "--header-timeout", "1h")
        name, raw, outcome = DONE[0]
        with connect(server.http, source=TRUSTED) as peer:
            peer.sendall(raw)
            eventually(lambda: self.outcome("v1") == 1, "the header has been read")
            peer.settimeout(0.4)
            with self.assertRaises(TimeoutError, msg="still open long after the header's deadline"):
                peer.recv(1)
            peer.settimeout(PATIENCE)
            peer.sendall(GET)
            self.check(report_in(read_to_end(peer)), outcome)


def drip(peer, raw):
    """Sends byte after byte until the server answers or closes: what it said."""
    for at in range(len(raw)):
        try:
            peer.sendall(raw[at:at + 1])
            return peer.recv(65536)
        except TimeoutError:
            pass
        except (BrokenPipeError, ConnectionResetError):
            return b""
    raise AssertionError("it took all of it")


if __name__ == "__main__":
    main()
