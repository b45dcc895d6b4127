#!/usr/bin/python3
"""Stopping without losing a request: what SIGTERM does to clients, alone and behind a real haproxy under load.

usage: echoserver_drain.py ECHOSERVER [--rounds N] [TEST...]

N is how many times the rolling restart stops a server and starts it anew: 8 by default, 50 takes about a minute.
"""

import contextlib
import pathlib
import re
import shutil
import signal
import socket
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent / "interop"))

from harness import PeerTest, ask, can_connect, child, connect, echoserver, eventually, main
from haproxy import haproxy

FOREVER = "1h"
GET = b"GET / HTTP/1.1\r\nHost: ex\r\n\r\n"
SLOW = b"POST /slow HTTP/1.1\r\nHost: ex\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"


class exchange:
    """A connection kept alive, read one answer at a time."""

    def __init__(self, port):
        self.socket = connect(port)
        self.buffered = self.socket.makefile("rb")

    def send(self, raw):
        self.socket.sendall(raw)
        return self

    def answer(self):
        """(status, Connection, body); nothing when the server has closed."""
        line = self.buffered.readline()
        if not line:
            return None
        fields = dict(re.split(rb":\s*", field.strip(), maxsplit=1) for field in iter(self.buffered.readline, b"\r\n"))
        return int(line.split()[1]), fields.get(b"Connection", b"").decode(), self.body(fields)

    def body(self, fields):
        if b"Transfer-Encoding" not in fields:
            return self.buffered.read(int(fields.get(b"Content-Length", 0)))
        out = b""
        while size := int(self.buffered.readline(), 16):
            out += self.buffered.read(size)
            self.buffered.readline()
        self.buffered.readline()
        return out

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.buffered.close()
        self.socket.close()


def start(drain_delay, grace_period, **listeners):
    return echoserver("--drain-delay", drain_delay, "--grace-period", grace_period, **listeners)


def readiness(server):
    return ask(server.admin, path="/readyz").status


def begin_to_stop(server):
    server.signal(signal.SIGTERM)
    eventually(lambda: readiness(server) == 503, "not ready any more")


def in_flight(port):
    """A request whose header the server has and whose body it still waits for."""
    peer = exchange(port).send(SLOW)
    assert peer.answer()[0] == 100
    return peer


class Delay(unittest.TestCase):
    """Between SIGTERM and the closing of the listeners: clients that have not heard of it yet still come."""

    def test_not_ready_but_alive_and_serving(self):
        with start(FOREVER, FOREVER, https=0) as server:
            self.assertEqual([ask(server.admin, path=path).status for path in ("/readyz", "/healthz")], [200, 200])
            begin_to_stop(server)
            self.assertEqual(ask(server.admin, path="/healthz").status, 200)
            self.assertEqual(server.counted("echoserver_draining"), 1)
            for _ in range(3):
                with exchange(server.http) as peer:
                    self.assertEqual(peer.send(GET).answer()[:2], (200, "close"))
                    self.assertIsNone(peer.answer())

    def test_an_idle_connection_may_be_used_once_more(self):
        """Its client may be sending just now: closing it would lose that request."""
        with start(FOREVER, FOREVER) as server, exchange(server.http) as idle, exchange(server.http) as silent:
            self.assertEqual(idle.send(GET).answer()[0], 200)
            begin_to_stop(server)
            self.assertEqual(idle.send(GET).answer()[:2], (200, "close"))
            self.assertIsNone(idle.answer())
            self.assertEqual(silent.send(GET).answer()[:2], (200, "close"))

    def test_a_pipeline_ends_with_the_answer_that_says_so(self):
        with start(FOREVER, FOREVER) as server, in_flight(server.http) as peer:
            begin_to_stop(server)
            self.assertEqual(peer.send(b"done").answer()[:2], (200, "close"))
            self.assertIsNone(peer.answer())

    def test_a_second_signal_ends_it_at_once(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number), start(FOREVER, FOREVER) as server, in_flight(server.http):
                begin_to_stop(server)
                server.signal(number)
                self.assertEqual(server.ended(), 128 + number)

    def test_no_request_of_a_busy_client_is_lost(self):
        """Clients that know nothing: they ask until told that it has begun to stop, and a while longer."""
        with start(FOREVER, FOREVER) as server:
            stopping = threading.Event()
            results = [[] for _ in range(8)]
            clients = [threading.Thread(target=keep_asking, args=(server.http, stopping, result)) for result in results]
            for each in clients:
                each.start()
            eventually(lambda: all(results), "every client has asked")
            begin_to_stop(server)
            stopping.set()
            for each in clients:
                each.join()
            self.assertEqual({status for result in results for status, _ in result}, {200})
            self.assertEqual({result[-1][1] for result in results}, {"close"})


def keep_asking(port, stopping, results, more=50):
    """Appends (status, Connection) of every answer, or what went wrong instead; dials again when told to close."""
    try:
        while more > 0:
            with exchange(port) as peer:
                open_ = True
                while open_ and more > 0:
                    more -= stopping.is_set()
                    status, connection, _ = peer.send(GET).answer() or ("closed without an answer", "close", b"")
                    results.append((status, connection))
                    open_ = connection != "close"
    except OSError as error:
        results.append((repr(error), ""))


class Grace(unittest.TestCase):
    """After the delay: no new connections, and what is in flight ends in peace."""

    def test_requests_in_flight_finish_and_it_exits_with_0(self):
        with start("300ms", FOREVER) as server, exchange(server.http) as idle, in_flight(server.http) as slow, \
                exchange(server.http).send(b"GET / HTTP/1.1\r\nHo") as begun:
            self.assertEqual(idle.send(GET).answer()[0], 200)
            server.signal(signal.SIGTERM)
            eventually(lambda: not can_connect(server.http), "the listener is closed")
            self.assertIsNone(idle.answer(), "idle connections end with the delay")
            self.assertIsNone(server.process.poll())
            self.assertEqual(begun.send(b"st: ex\r\n\r\n").answer()[:2], (200, "close"))
            status, connection, body = slow.send(b"done").answer()
            self.assertEqual((status, connection), (200, "close"))
            self.assertTrue(body.endswith(b"BODY:\ndone"), body)
            self.assertEqual(server.ended(), 0)

    def test_without_anything_in_flight_the_delay_is_all(self):
        with start("100ms", FOREVER) as server, exchange(server.http) as idle:
            self.assertEqual(idle.send(GET).answer()[0], 200)
            server.signal(signal.SIGTERM)
            self.assertEqual(server.ended(), 0)
            self.assertIsNone(idle.answer())

    def test_its_end_ends_everything(self):
        with start("0ms", "200ms") as server, in_flight(server.http) as stuck:
            server.signal(signal.SIGTERM)
            self.assertEqual(server.ended(), 0)
            with contextlib.suppress(ConnectionResetError):
                self.assertIsNone(stuck.answer())

    def test_a_second_signal_ends_it_at_once(self):
        with start("0ms", FOREVER) as server, in_flight(server.http):
            server.signal(signal.SIGTERM)
            eventually(lambda: not can_connect(server.http), "the listener is closed")
            server.signal(signal.SIGTERM)
            self.assertEqual(server.ended(), 128 + signal.SIGTERM)


# Two ways to the same servers: connections to them shared among clients and kept, and one for every request.
#
# A lost request is one whose client sees an error or a 5xx. haproxy's retries stay as they are by default (three, when a
# connection cannot be made): that is how it is run. They are counted, though, and none may be needed as long as haproxy
# learned of the end from /readyz. Connections on which nothing was asked (wrk opens one to find its address) are no
# requests. A generous `timeout check` keeps a busy machine from looking like a dead server.
SECTIONS = """
defaults
    mode http
    timeout connect 30s
    timeout client 60s
    timeout server 60s
    timeout check 30s
    option redispatch
    option http-ignore-probes
    option httpchk GET /readyz
    default-server inter 100ms fastinter 50ms downinter 50ms fall 1 rise 1

listen reused
    bind 127.0.0.1:{reused}
    http-reuse always
    {servers}

listen single
    bind 127.0.0.1:{single}
    option http-server-close
    http-reuse never
    {servers}
"""

LIMIT = "function delay() return 3 end\n"  # milliseconds between a connection's requests: load, not a benchmark


@unittest.skipUnless(shutil.which("haproxy") and shutil.which("wrk"), "needs haproxy and wrk")
class RollingRestart(PeerTest):
    rounds = 8
    delay = "1s"

    @classmethod
    def set_up(cls):
        cls.servers = {name: cls.start(cls.port(), cls.port()) for name in ("a", "b")}
        cls.addClassCleanup(lambda: [server.close() for server in cls.servers.values()])
        cls.listening = {name: cls.port() for name in ("reused", "single")}
        servers = "\n    ".join(f"server {name} 127.0.0.1:{server.http} check port {server.admin}"
                                for name, server in cls.servers.items())
        cls.proxy = cls.keep(haproxy(cls.directory, "haproxy", SECTIONS.format(servers=servers, **cls.listening),
                                     cls.listening.values()))
        (cls.directory / "limit.lua").write_text(LIMIT)

    @classmethod
    def start(cls, http, admin):
        return echoserver("--drain-delay", cls.delay, "--grace-period", "60s", "--threads", "1", http=http, admin=admin)

    def rows(self, server):
        statistics = self.proxy.statistics()
        return [statistics[name, server] for name in self.listening]

    def status(self, server, status):
        return all(row["status"] == status for row in self.rows(server))

    def restart(self, name):
        """Stops one server and starts it anew, on the same ports. What the checks said when haproxy gave it up."""
        old = self.servers[name]
        before = [int(row["stot"]) for row in self.rows(name)]
        old.signal(signal.SIGTERM)
        eventually(lambda: self.status(name, "DOWN"), "haproxy has given the server up")
        reasons = [row["check_status"] for row in self.rows(name)]
        self.assertEqual(old.ended(), 0)
        old.close()
        self.servers[name] = self.start(old.http, old.admin)
        eventually(lambda: self.status(name, "UP"), "haproxy has taken the server back")
        eventually(lambda: all(int(row["stot"]) > count for row, count in zip(self.rows(name), before)), "it is asked again")
        return reasons

    def load(self, port):
        return self.keep(child(["wrk", "-t1", "-c8", "-d1h", "--timeout", "60s", "-s", self.directory / "limit.lua",
                                f"http://127.0.0.1:{port}/"]))

    def test_no_request_is_lost(self):
        for name in self.servers:
            eventually(lambda name=name: self.status(name, "UP"), "haproxy has found the servers")
        loads = [self.load(port) for port in self.listening.values()]
        for name in self.listening:
            eventually(lambda name=name: int(self.proxy.statistics()[name, "FRONTEND"]["req_tot"]) > 100, "there is load")
        reasons = [reason for number in range(self.rounds) for reason in self.restart("ab"[number % 2])]
        self.check_haproxy(all(reason == "L7STS" for reason in reasons))
        self.check_wrk(loads)

    def check_haproxy(self, told_in_time):
        statistics = self.proxy.statistics()
        for (name, part), row in statistics.items():
            for field in ("econ", "eresp", "hrsp_4xx", "hrsp_5xx", "hrsp_other", "ereq", "dreq"):
                self.assertIn(row[field], ("", "0"), f"{field} of {name}/{part}")
        retries = sum(int(statistics[name, "BACKEND"][field]) for name in self.listening for field in ("wretr", "wredis"))
        if told_in_time:
            self.assertEqual(retries, 0)
        print(f"{self.rounds} restarts, " + ", ".join(
            f"{statistics[name, 'FRONTEND']['req_tot']} requests {name}" for name in self.listening) + f", {retries} retries")

    def check_wrk(self, loads):
        for load in loads:
            load.signal(signal.SIGINT)
            load.ended()
            said = "\n".join(load.lines)
            self.assertNotIn("Socket errors", said)
            self.assertNotIn("Non-2xx", said)
            self.assertGreater(int(re.search(r"(\d+) requests in", said)[1]), 100 * self.rounds)


if __name__ == "__main__":
    if "--rounds" in sys.argv:
        at = sys.argv.index("--rounds")
        RollingRestart.rounds = int(sys.argv[at + 1])
        del sys.argv[at:at + 2]
    main()
