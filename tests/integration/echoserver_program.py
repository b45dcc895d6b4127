#!/usr/bin/python3
"""Runs the program as its users do: command line, exit status, signals, the line that says where it listens.

usage: echoserver_program.py ECHOSERVER
"""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop()
HTTP_ONLY = ["--http-port", "0", "--https-port", "off", "--udp-port", "off", "--admin-port", "off", "--drain-delay", "0s"]
LOOPBACK = ["--address", "127.0.0.1", *HTTP_ONLY]
GET = b"GET / HTTP/1.1\r\nHost: ex\r\n\r\n"


class started:
    """A running echoserver; `port` comes from its first line."""

    def __init__(self, *arguments, **how):
        self.process = subprocess.Popen([PROGRAM, *arguments], stderr=subprocess.PIPE, text=True, **how)
        self.line = self.process.stderr.readline()
        found = re.search(r"listening on (\S+):(\d+) http, (\d+) threads?$", self.line.strip())
        assert found, self.line
        self.address, self.port, self.threads = found[1], int(found[2]), int(found[3])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), 5)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


def run(*arguments, **how):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=20, check=False, **how)


class Program(unittest.TestCase):
    def test_help_and_version(self):
        self.assertEqual(run("--help").returncode, 0)
        self.assertIn("--http-port", run("--help").stdout)
        self.assertRegex(run("--version").stdout, r"^echoserver \d+\.\d+\.\d+")

    def test_usage_errors_are_one_line_and_2(self):
        for arguments in (["--nonsense"], ["--http-port", "x"], ["--address", "nowhere"], ["extra"]):
            result = run(*arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
            self.assertTrue(result.stderr.startswith("echoserver: "), result.stderr)

    def test_a_busy_port_is_named_with_the_remedy(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            result = run("--address", "127.0.0.1", "--http-port", str(port))
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr, f"echoserver: cannot listen on 127.0.0.1:{port}: Address already in use; "
                                        "stop the other program or choose another port with --http-port\n")

    def test_a_second_echoserver_on_the_port_is_refused_too(self):
        with started(*LOOPBACK) as first:
            self.assertEqual(run("--address", "127.0.0.1", "--http-port", str(first.port)).returncode, 1)

    def test_an_address_of_another_host_is_refused(self):
        result = run("--address", "203.0.113.1", *HTTP_ONLY)
        self.assertEqual(result.returncode, 1)
        self.assertIn("--address", result.stderr)

    def test_both_families_by_default(self):
        with started(*HTTP_ONLY, "--threads", "2") as server:
            self.assertIn(server.address, ("[::]", "0.0.0.0"))
            self.assertEqual(server.threads, 2)
            with server.connect() as peer:
                peer.sendall(GET)
                self.assertIn(b"client_address=127.0.0.1\n", peer.recv(65536))

    def test_sigterm_and_sigint_end_it_with_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with started(*LOOPBACK) as server, server.connect() as idle:
                idle.sendall(GET)
                idle.recv(65536)
                server.process.send_signal(number)
                self.assertEqual(server.process.wait(10), 0)
                self.assertEqual(idle.recv(1), b"")

    def test_a_second_signal_ends_it_at_once(self):
        with started(*LOOPBACK) as server, server.connect() as busy:
            busy.sendall(b"POST / HTTP/1.1\r\nHost: ex\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
            self.assertTrue(busy.recv(100).startswith(b"HTTP/1.1 100"))
            server.process.send_signal(signal.SIGTERM)
            self.assertIn("stopping", server.process.stderr.readline())
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(server.process.wait(10), 128 + signal.SIGTERM)

    def test_an_unruly_environment_breaks_nothing(self):
        environment = {"POD_NAME": "a\x1b[31m\nb", "NODE_NAME": "n" * 100_000, "HOSTNAME": "\xff\x01", "POD_IP": "not an address"}
        with started(*LOOPBACK, env=environment) as server, server.connect() as peer:
            peer.sendall(GET.replace(b"Host", b"Accept: application/json\r\nHost"))
            answer = peer.recv(65536)
            self.assertTrue(answer.startswith(b"HTTP/1.1 200"))
            self.assertNotIn(b"\x1b", answer)

    @unittest.skipIf("undefined" in os.environ.get("SRCIP_SANITIZE", ""), "UBSan itself needs descriptors to judge a vptr")
    def test_few_descriptors_do_not_stop_it(self):
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))

        with started(*LOOPBACK, "--threads", "1", preexec_fn=few) as server:
            peers = [server.connect() for _ in range(40)]
            for peer in peers:
                peer.sendall(GET)
            answered = 0
            for peer in peers:  # each that is closed makes room for one that waits
                answered += peer.recv(65536).startswith(b"HTTP/1.1 200")
                peer.close()
            self.assertEqual(answered, 40)
            self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    unittest.main()
