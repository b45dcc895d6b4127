"""The servers that are compared: starting them on free ports of loopback, and ending them.

All of them are pinned to one processor; the load runs on another one where there is one.
"""

import contextlib
import dataclasses
import functools
import os
import pathlib
import random
import re
import shutil
import socket
import subprocess
import time

HERE = pathlib.Path(__file__).parent
MODULES = pathlib.Path("/usr/lib/nginx/modules")
LOOPBACK = "127.0.0.1"
HOST = "echo.example"
PATIENCE = 10  # seconds that a server may take to start or to answer


class Failure(Exception):
    """The benchmark cannot go on; the text says why."""


@dataclasses.dataclass
class Server:
    name: str
    process: subprocess.Popen
    log: pathlib.Path
    http_port: int
    https_port: int | None = None

    def port(self, scheme):
        return self.https_port if scheme == "https" else self.http_port

    def last_words(self):
        status = self.process.poll()
        said = self.log.read_text(errors="replace")[-1000:]
        return said if status is None else f"{said}it ended with {status}"


def processors():
    """(of the servers, of the load): the last two of those we may use, or the only one twice."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[-1], usable[-2] if len(usable) > 1 else usable[-1]


def free_ports(count):
    """Free ports of five digits, so that every server's texts have the same length; none that a client could be given."""
    lowest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    candidates = range(10000, lowest if lowest > 11000 else 32768)
    with contextlib.ExitStack() as stack:
        ports = []
        while len(ports) < count:
            probe = stack.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                probe.bind((LOOPBACK, random.choice(candidates)))
                ports.append(probe.getsockname()[1])
        return ports


def plain_request(close=False):
    """What wrk sends, as bytes."""
    fields = f"Host: {HOST}\r\n" + ("Connection: close\r\n" if close else "")
    return f"GET / HTTP/1.1\r\n{fields}\r\n".encode()


def read_answer(peer):
    """One chunked answer from a connected socket, as it came: (head, text, all bytes)."""
    with peer.makefile("rb") as stream:
        head = b"".join(iter(stream.readline, b"\r\n"))
        if b"Transfer-Encoding: chunked\r\n" not in head:
            raise Failure(f"not an answer of echoserver:1.4's kind: {head[:200]!r}")
        text, raw = b"", head + b"\r\n"
        while True:
            line = stream.readline()
            chunk = stream.read(int(line, 16) + 2)
            raw += line + chunk
            if len(chunk) == 2:
                return head, text, raw
            text += chunk[:-2]


def ask(port, request, wrap=lambda peer: peer):
    with wrap(socket.create_connection((LOOPBACK, port), PATIENCE)) as peer:
        peer.sendall(request)
        return read_answer(peer)


def launch(command, log):
    """Pinned; what it says goes to the file `log`."""
    with log.open("wb") as out:
        return subprocess.Popen(["taskset", "-c", str(processors()[0]), *map(str, command)], stdin=subprocess.DEVNULL,
                                stdout=out, stderr=out)


def wait_until_listening(server):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, server.http_port), PATIENCE):
            return
        time.sleep(0.0005)
    raise Failure(f"{server.name} does not start: {' '.join(server.process.args)}\n{server.last_words()}")


@contextlib.contextmanager
def ending(process):
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def serving(server):
    with ending(server.process):
        wait_until_listening(server)
        yield server


@functools.cache
def options_of(program):
    """The long options in a program's --help."""
    text = subprocess.run([program, "--help"], capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
    return set(re.findall(r"--([a-z0-9][a-z0-9.-]*)", text))


def echoserver(program, directory, address=LOOPBACK):
    """With everything on that is on by default, on free ports, and nginx's certificate."""
    known = options_of(program)
    http, https, udp, admin = free_ports(4)
    command = [program, "--address", address, "--http-port", http, "--threads", 1]
    for option, port in (("https-port", https), ("udp-port", udp), ("admin-port", admin)):
        if option in known:
            command += [f"--{option}", port]
    if "tls-cert" in known:
        command += ["--tls-cert", directory / "cert.pem", "--tls-key", directory / "key.pem"]
    log = directory / f"echoserver-{http}.log"
    return Server("echoserver", launch(command, log), log, http, https if "https-port" in known else None)


def bare_loop(program, directory, answer, close):
    mode = "close" if close else "keep-alive"
    port, = free_ports(1)
    file = directory / f"answer-{mode}"
    file.write_bytes(answer)
    log = directory / f"bare-loop-{port}.log"
    return Server("bare loop", launch([program, port, file, mode], log), log, port)


def missing_tool():
    """The name of something that is needed and not installed, or None."""
    for tool in ("wrk", "taskset", "openssl", "strip", "nginx"):
        if not shutil.which(tool):
            return tool
    return None if (MODULES / "ngx_http_lua_module.so").exists() else "nginx with lua"


def nginx(directory, slots=16384):
    """`slots`: how many connections it makes room for at its start."""
    http, https = free_ports(2)
    (directory / "echo.lua").write_bytes((HERE / "echo.lua").read_bytes())
    configuration = directory / f"nginx-{http}.conf"
    template = (HERE / "nginx.conf.in").read_text()
    configuration.write_text(
        template.format(dir=directory, modules=MODULES, slots=slots, http_port=http, https_port=https))
    log = directory / f"nginx-{http}.log"
    return Server("nginx", launch(["nginx", "-p", directory, "-c", configuration], log), log, http, https)


def make_certificate(directory):
    """A self-signed ECDSA certificate for both."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
               "-subj", f"/CN={HOST}", "-keyout", directory / "key.pem", "-out", directory / "cert.pem"]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
