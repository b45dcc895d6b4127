"""What the tests against real peers share: the program under test, child processes, ports, certificates, and a client
that knows its own end of the connection.

Nothing here sleeps to be on the safe side: eventually() looks again and again, for at most PATIENCE seconds.
"""

import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

SKIPPED = 77  # ctest's SKIP_RETURN_CODE
PATIENCE = 30  # seconds: what takes longer is broken, however busy the machine

# Who is who: peers of the echo server that it trusts and one that it does not, and clients, which it never trusts.
TRUSTED, ALSO_TRUSTED, STRANGER = "127.0.0.7", "127.0.0.9", "127.0.0.8"
CLIENT, OTHER_CLIENT = "127.0.0.21", "127.0.0.22"


def eventually(condition, what):
    """The first true result of condition(); refused and reset connections count as not yet."""
    end = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(ConnectionError):
            if result := condition():
                return result
        if time.monotonic() > end:
            raise AssertionError(f"after {PATIENCE} s still not: {what}")
        time.sleep(0.005)


def can_connect(port, host="127.0.0.1"):
    with contextlib.suppress(OSError), socket.create_connection((host, port), PATIENCE):
        return True
    return False


def has_ipv6():
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False


class reservation:
    """A free port that stays free for the program it is meant for: bound, and never listened on, which lets others
    bind it too as long as they ask for SO_REUSEADDR, and keeps the kernel from giving it away."""

    def __init__(self, host="127.0.0.1"):
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((host, 0))
        self.host, self.port = self.socket.getsockname()[:2]

    def close(self):
        self.socket.close()


class child:
    """A program that ends with this one, whatever ends this one. What it writes is kept and shown when it fails; with
    `output`, a file, its standard output goes there and only standard error is kept."""

    def __init__(self, arguments, output=None, **how):
        self.lines = []
        streams = {"stdout": output, "stderr": subprocess.PIPE} if output else {"stdout": subprocess.PIPE,
                                                                                "stderr": subprocess.STDOUT}
        self.process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *map(str, arguments)], stdin=subprocess.DEVNULL,
                                        text=True, errors="replace", **streams, **how)
        self.stream = self.process.stderr if output else self.process.stdout
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.stream:
            self.lines.append(line.rstrip("\n"))

    def said(self, pattern):
        """The first match in a line of its output, if there is one yet; an error once it has ended without one."""
        ended = self.process.poll() is not None
        if ended:
            self.reader.join()
        for line in list(self.lines):
            if found := re.search(pattern, line):
                return found
        if ended:
            raise AssertionError(f"{self.process.args[3]} ended: " + "\n".join(self.lines[-20:]))
        return None

    def is_up(self, *ports, host="127.0.0.1"):
        if self.process.poll() is not None:
            self.said("(?!)")
        return all(can_connect(port, host) for port in ports)

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def ended(self):
        """Its exit status."""
        status = self.process.wait(PATIENCE)
        self.reader.join()
        return status

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join()
        self.stream.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class echoserver(child):
    """The program under test, listening: `ports` by name (http, https, udp, admin)."""

    program = None  # set by main()
    ends_with = (0, 128 + signal.SIGTERM, 128 + signal.SIGINT)

    def __init__(self, *arguments, http=0, https="off", udp="off", admin=0, address="127.0.0.1", access_log="off",
                 **how):
        self.start([self.program, "--address", address, "--http-port", http, "--https-port", https, "--udp-port",
                    udp, "--admin-port", admin, "--access-log", access_log, *arguments], **how)

    def start(self, arguments, **how):
        super().__init__(arguments, **how)
        try:
            line = eventually(lambda: self.said(r"listening on (.*)"), "the server listens")[1]
        except BaseException:
            self.close()
            raise
        self.ports = {name: int(port) for port, name in re.findall(r":(\d+) (http|https|udp|admin)\b", line)}

    def __getattr__(self, name):
        if name in ("http", "https", "udp", "admin"):
            return self.ports[name]
        raise AttributeError(name)

    def close(self):
        """Whatever a test did to it, it must not have crashed."""
        status = self.process.poll()
        super().close()
        if status not in (None, *self.ends_with):
            raise AssertionError(f"the server ended with {status}: " + "\n".join(self.lines[-20:]))

    def metrics(self):
        """{'name{label="value"}': value} of everything counted."""
        text = ask(self.admin, path="/metrics").body
        return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1])
                for line in text.splitlines() if line and not line.startswith("#")}

    def counted(self, *parts):
        """The sum of the metrics whose name and labels contain all parts."""
        return sum(value for name, value in self.metrics().items() if all(part in name for part in parts))


class answer:
    def __init__(self, response, own, cipher):
        self.status = response.status
        self.fields = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read().decode("utf-8", "replace")
        self.own = {"address": own[0], "port": own[1]}  # the client's end of the connection
        self.cipher = cipher

    @property
    def report(self):
        assert self.status == 200, (self.status, self.body)
        return json.loads(self.body)


def connect(port, host="127.0.0.1", source=None, tls=None, sni=None, preface=b""):
    """`preface` is sent first, before TLS too."""
    peer = socket.create_connection((host, port), PATIENCE, source_address=(source, 0) if source else None)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    peer.sendall(preface)
    return tls.wrap_socket(peer, server_hostname=sni) if tls else peer


def ask(port, host="127.0.0.1", source=None, path="/", fields=(), tls=None, sni=None, preface=b""):
    """One request over one connection; JSON is asked for. `fields`: pairs, in order, repeated names stay apart."""
    with connect(port, host, source, tls, sni, preface) as peer:
        own = peer.getsockname()[:2]
        connection = http.client.HTTPConnection(host, port)
        connection.sock = peer
        connection.putrequest("GET", path, skip_accept_encoding=True)
        for name, value in [("Accept", "application/json"), ("Connection", "close"), *fields]:
            connection.putheader(name, value)
        connection.endheaders()
        return answer(connection.getresponse(), own, peer.cipher() if tls else None)


def read_to_end(peer):
    """Everything until the server closes."""
    return b"".join(iter(lambda: peer.recv(65536), b""))


def read_until_closed(peer):
    """The same of a server that closes without having read everything, which resets the connection sooner or later."""
    out = []
    with contextlib.suppress(ConnectionResetError):
        while data := peer.recv(65536):
            out.append(data)
    return b"".join(out)


class certificates:
    """A CA and what it signs, in PEM files: a certificate, then its key. RSA of 2048 bits signed with SHA-256."""

    def __init__(self, directory):
        self.directory = directory
        self.ca = directory / "ca.pem"
        self.run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=interop CA", "-days", "2", "-sha256",
                 "-keyout", directory / "ca.key", "-out", self.ca)

    @staticmethod
    def run(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    def issue(self, name):
        certificate, key, both = (self.directory / f"{name}.{end}" for end in ("crt", "key", "pem"))
        (self.directory / "names").write_text(f"subjectAltName=DNS:{name}\n")
        self.run("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out",
                 self.directory / "request")
        self.run("x509", "-req", "-in", self.directory / "request", "-CA", self.ca, "-CAkey", self.directory / "ca.key",
                 "-days", "2", "-sha256", "-extfile", self.directory / "names", "-out", certificate)
        both.write_text(certificate.read_text() + key.read_text())
        both.chmod(0o600)
        return both

    def trust(self, client=None, version=None):
        """A client's TLS settings: our CA, perhaps a certificate of its own, perhaps one version only."""
        context = ssl.create_default_context(cafile=str(self.ca))
        context.set_alpn_protocols(["http/1.1"])
        if client:
            context.load_cert_chain(client)
        if version:
            context.minimum_version = context.maximum_version = version
        return context


class PeerTest(unittest.TestCase):
    """One directory, and whatever `keep` was given, for all tests of a class."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.directory = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory(prefix="srcip-interop-")))
        cls.set_up()

    @classmethod
    def set_up(cls):
        """What a class needs beyond the directory."""

    @classmethod
    def keep(cls, closable):
        cls.stack.callback(closable.close)
        return closable

    @classmethod
    def port(cls, host="127.0.0.1"):
        return cls.keep(reservation(host)).port

    def assert_from(self, report, address, source):
        self.assertEqual((report["client_address"], report["client_address_from"]), (address, source),
                         {key: report[key] for key in ("peer", "proxy_protocol", "forwarding")})

    def assert_holds(self, actual, expected):
        """Every key of `expected`, deeply, is in `actual` with that value; there may be more keys."""
        if isinstance(expected, dict):
            self.assertIsInstance(actual, dict)
            for key, value in expected.items():
                with self.subTest(key=key):
                    self.assertIn(key, actual)
                    self.assert_holds(actual[key], value)
        else:
            self.assertEqual(actual, expected)


def main(*needed):
    """Takes the program from the command line; skips the whole file where a needed program or file is missing."""
    echoserver.program = sys.argv.pop(1)
    for thing in needed:
        if not (shutil.which(thing) or os.path.exists(thing)):
            print(f"no {thing} here")
            sys.exit(SKIPPED)
    unittest.main()
