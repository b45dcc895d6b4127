#!/usr/bin/python3
"""sipprobe's ways to an API server: through every kind of proxy, with a plugin's credentials, as somebody else.

usage: sipprobe_ways_in.py SIPPROBE

A TLS server on loopback answers like an API without services; proxies of asyncio stand before it. Each case says what
the server or the proxy must have seen, or what a person must be told.
"""

import asyncio
import base64
import json
import os
import pathlib
import ssl
import subprocess
import sys
import tempfile

NAME = "api.example"  # in the certificate, and in no DNS: only a proxy that resolves names itself can reach it
INCONCLUSIVE, FAILED = 4, 3
PLUGIN = """#!/bin/sh
printf '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "from-plugin"}}'
"""


def certificates(directory):
    """A CA, and a certificate for NAME and 127.0.0.1."""
    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=30, cwd=directory)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    openssl("req", "-x509", *key, "-subj", "/CN=CA", "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", *key[:-2], "-subj", "/CN=server", "-keyout", "server.key", "-out", "server.csr")
    (directory / "names").write_text(f"subjectAltName=DNS:{NAME},DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "server.pem")


def tls(directory):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "server.pem", directory / "server.key")
    return context


async def read_head(reader):
    return (await reader.readuntil(b"\r\n\r\n")).decode()


async def answer_as_api(reader, writer, seen):
    while True:
        head = await read_head(reader)
        seen.append(head)
        path = head.split()[1]
        status, body = 200, {"kind": "List", "metadata": {}, "items": []}
        if "Impersonate-User: nobody" in head:
            status, body = 403, {"message": 'users "nobody" is forbidden: User "me" cannot impersonate resource "users"'}
        elif "/version" in path:
            body = {"gitVersion": "v1.30.0"}
        text = json.dumps(body)
        writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: {len(text)}\r\n\r\n{text}".encode())
        await writer.drain()


async def relay(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except (OSError, ssl.SSLError):
        pass
    writer.close()


class Proxy:
    """Knows where NAME is."""

    def __init__(self, api_port, credentials=None, broken=None):
        self.api_port, self.credentials, self.broken, self.seen = api_port, credentials, broken, []

    async def pipe(self, reader, writer, first=b""):
        below_reader, below = await asyncio.open_connection("127.0.0.1", self.api_port)
        below.write(first)
        await asyncio.gather(relay(reader, below), relay(below_reader, writer))

    async def http(self, reader, writer):
        head = await read_head(reader)
        self.seen.append(head)
        wanted = base64.b64encode(":".join(self.credentials).encode()).decode() if self.credentials else ""
        if self.broken:
            writer.write(self.broken)
        elif wanted and f"Proxy-Authorization: Basic {wanted}\r\n" not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
        elif head.startswith("CONNECT "):
            writer.write(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
            return await self.pipe(reader, writer)
        else:
            return await self.pipe(reader, writer, head.encode())
        writer.close()

    async def socks(self, reader, writer):
        version, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        method = 2 if self.credentials and 2 in methods else 0 if not self.credentials else 0xFF
        writer.write(bytes([5, method]))
        if method == 2:
            _, length = await reader.readexactly(2)
            name = await reader.readexactly(length)
            password = await reader.readexactly((await reader.readexactly(1))[0])
            good = (name.decode(), password.decode()) == self.credentials
            writer.write(bytes([1, 0 if good else 1]))
            if not good:
                return writer.close()
        elif method:
            return writer.close()
        _, _, _, kind = await reader.readexactly(4)
        length = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
        host = await reader.readexactly(length)
        await reader.readexactly(2)
        self.seen.append((kind, host.decode() if kind == 3 else host))
        writer.write(bytes([5, self.broken or 0, 0, 3, 1]) + b"x\0\0")
        if self.broken:
            return writer.close()
        await self.pipe(reader, writer)


class Ways:
    def __init__(self, program, directory):
        self.program, self.directory, self.failures, self.api_seen = program, directory, [], []

    async def start(self, handler, context=None):
        async def guarded(reader, writer):
            try:
                await handler(reader, writer)
            except (OSError, asyncio.IncompleteReadError, ssl.SSLError):
                writer.close()
        server = await asyncio.start_server(guarded, "127.0.0.1", 0, ssl=context)
        return server.sockets[0].getsockname()[1]

    def kubeconfig(self, cluster, user):
        config = {"kind": "Config", "current-context": "m", "clusters": [{"name": "c", "cluster": cluster}],
                  "users": [{"name": "u", "user": user}], "contexts": [{"name": "m", "context": {"cluster": "c", "user": "u"}}]}
        file = self.directory / "kubeconfig"
        file.write_text(json.dumps(config))
        return file

    async def run(self, cluster, user, arguments, environment):
        clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        process = await asyncio.create_subprocess_exec(
            self.program, "--kubeconfig", self.kubeconfig(cluster, user), *arguments, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean | environment, cwd=self.directory)
        try:
            out, err = await asyncio.wait_for(process.communicate(), 60)
        except asyncio.TimeoutError:
            process.kill()
            return None, "it did not end"
        return process.returncode, (out + err).decode()

    async def expect(self, what, status, *, cluster, user=None, arguments=(), environment=None, told=(), sent=(), silent=()):
        self.api_seen.clear()
        code, text = await self.run(cluster, user or {"token": "t"}, arguments, environment or {})
        requests = "".join(self.api_seen)
        faults = [f"exit status {code}, not {status}"] if code != status else []
        faults += [f"not told: {word}" for word in told if word not in text]
        faults += [f"not sent: {word!r}" for word in sent if word not in requests]
        faults += [f"told or sent: {word!r}" for word in silent if word in text or word in requests]
        if faults:
            self.failures.append(f"{what}: {'; '.join(faults)}\n{text}\n{requests}")


async def through_proxies(ways, api, plain_api):
    directory = ways.directory
    cluster = {"server": f"https://{NAME}:{api}", "certificate-authority": str(directory / "ca.pem")}
    kinds = {"http": None, "https": tls(directory), "socks5": None}
    for scheme, context in kinds.items():
        for credentials in (None, ("me", "p@ss")):
            proxy = Proxy(api, credentials)
            port = await ways.start(proxy.socks if scheme == "socks5" else proxy.http, context)
            own = "me:p%40ss@" if credentials else ""
            await ways.expect(f"{scheme}, credentials: {credentials}", INCONCLUSIVE, sent=["Authorization: Bearer t\r\n"],
                              cluster=cluster | {"proxy-url": f"{scheme}://{own}127.0.0.1:{port}"},
                              told=["there are no services"], silent=["p@ss", "p%40ss"])
            wanted = (3, NAME) if scheme == "socks5" else f"CONNECT {NAME}:{api} HTTP/1.1\r\n"
            if not any(wanted in entry if isinstance(entry, str) else wanted == entry for entry in proxy.seen):
                ways.failures.append(f"{scheme}: the proxy saw {proxy.seen}")
            if credentials:
                await ways.expect(f"{scheme}, no credentials given", FAILED, told=["user and password into its URL"],
                                  cluster=cluster | {"proxy-url": f"{scheme}://127.0.0.1:{port}"})
                await ways.expect(f"{scheme}, wrong credentials", FAILED, told=["of its URL" if scheme == "socks5" else "407"],
                                  cluster=cluster | {"proxy-url": f"{scheme}://me:hunter2@127.0.0.1:{port}"}, silent=["hunter2"])
    proxy = Proxy(api)
    port = await ways.start(proxy.http)
    environment = {"HTTPS_PROXY": f"127.0.0.1:{port}"}
    await ways.expect("HTTPS_PROXY", INCONCLUSIVE, cluster=cluster, environment=environment)
    await ways.expect("NO_PROXY", FAILED, cluster=cluster, environment=environment | {"NO_PROXY": "example"},
                      told=[f"the name {NAME} cannot be resolved"])
    near = cluster | {"server": f"https://127.0.0.1:{api}"}
    await ways.expect("loopback", INCONCLUSIVE, cluster=near, environment={"HTTPS_PROXY": "http://127.0.0.1:1"})

    plain = Proxy(plain_api, ("me", "pw"))
    port = await ways.start(plain.http)
    await ways.expect("plain HTTP is forwarded, without credentials for the server", INCONCLUSIVE,
                      cluster={"server": f"http://{NAME}:81", "proxy-url": f"http://me:pw@127.0.0.1:{port}"},
                      sent=[f"GET http://{NAME}:81/version HTTP/1.1\r\n", f"Host: {NAME}:81\r\n"], silent=["Authorization: Bearer"])


async def through_broken_proxies(ways, api):
    cluster = {"server": f"https://{NAME}:{api}", "certificate-authority": str(ways.directory / "ca.pem")}
    for answer, told in ((b"HTTP/1.1 403 Nope\x1b[31m\r\n\r\n", "\"HTTP/1.1 403 Nope\\x1b[31m\"; does it allow that"),
                         (b"SSH-2.0-OpenSSH_9\r\n", "is no HTTP but"), (b"\5\0", "no HTTP but"),
                         (b"HTTP/1.1 200 x\r\n\r\nearly", "before the server could"),
                         (b"HTTP/1.1 200 x\r\nA: " + b"b" * 70000, "does not end"), (b"\0", "is no HTTP")):
        proxy = Proxy(api, broken=answer)
        port = await ways.start(proxy.http)
        await ways.expect(f"answering {answer[:20]}", FAILED, cluster=cluster | {"proxy-url": f"http://127.0.0.1:{port}"}, told=[told])
    for code, told in ((2, "its rules do not allow"), (5, "the server refuses"), (99, "an unknown number")):
        proxy = Proxy(api, broken=code)
        port = await ways.start(proxy.socks)
        await ways.expect(f"SOCKS {code}", FAILED, cluster=cluster | {"proxy-url": f"socks5://127.0.0.1:{port}"}, told=[told])
    await ways.expect("nobody there", FAILED, cluster=cluster | {"proxy-url": "http://127.0.0.1:1"},
                      told=["proxy http://127.0.0.1:1 on the way to API server", "connection refused"])
    await ways.expect("SOCKS where TLS is", FAILED, cluster=cluster | {"proxy-url": f"socks5://127.0.0.1:{api}"},
                      told=["proxy socks5://"])


async def as_others(ways, api):
    cluster = {"server": f"https://127.0.0.1:{api}", "certificate-authority": str(ways.directory / "ca.pem")}
    (ways.directory / "plugin").write_text(PLUGIN)
    (ways.directory / "plugin").chmod(0o755)
    plugin = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "./plugin", "interactiveMode": "Never"}}
    await ways.expect("a plugin", INCONCLUSIVE, cluster=cluster, user=plugin, sent=["Authorization: Bearer from-plugin\r\n"])
    await ways.expect("a token in its place", INCONCLUSIVE, cluster=cluster, user=plugin, arguments=["--token", "mine"],
                      sent=["Authorization: Bearer mine\r\n"], silent=["from-plugin"])
    plugin["exec"]["command"] = "./missing"
    plugin["exec"]["installHint"] = "get it"
    await ways.expect("no plugin", FAILED, cluster=cluster, user=plugin, told=["cannot be run", "its author says: \"get it\""])
    await ways.expect("a password", INCONCLUSIVE, cluster=cluster, user={"username": "me", "password": "pw"},
                      sent=["Authorization: Basic bWU6cHc=\r\n"])
    await ways.expect("as in the kubeconfig", INCONCLUSIVE, cluster=cluster,
                      user={"token": "t", "as": "joe", "as-groups": ["g", "h"], "as-user-extra": {"a/b": ["c"]}},
                      sent=["Impersonate-User: joe\r\nImpersonate-Group: g\r\nImpersonate-Group: h\r\nImpersonate-Extra-a%2Fb: c\r\n"])
    await ways.expect("as on the command line", INCONCLUSIVE, cluster=cluster, arguments=["--as", "ann", "--as-group", "g", "--as-uid", "7"],
                      sent=["Impersonate-User: ann\r\nImpersonate-Group: g\r\nImpersonate-Uid: 7\r\n"])
    await ways.expect("not as that one", FAILED, cluster=cluster, arguments=["--as", "nobody"],
                      told=["acting as \"nobody\"", "leave out --as", "impersonate on users"])
    await ways.expect("flags of trust", INCONCLUSIVE, cluster={"server": f"https://localhost:{api}"},
                      arguments=["--certificate-authority", "ca.pem", "--tls-server-name", NAME])
    await ways.expect("no trust", FAILED, cluster={"server": f"https://localhost:{api}"}, told=["is not signed by the system's"])
    await ways.expect("no verification", INCONCLUSIVE, cluster={"server": f"https://localhost:{api}"},
                      arguments=["--insecure-skip-tls-verify"])


async def main():
    with tempfile.TemporaryDirectory(prefix="srcip-ways-") as name:
        directory = pathlib.Path(name)
        certificates(directory)
        ways = Ways(pathlib.Path(sys.argv[1]).resolve(), directory)
        handler = lambda reader, writer: answer_as_api(reader, writer, ways.api_seen)
        api, plain_api = await ways.start(handler, tls(directory)), await ways.start(handler)
        await through_proxies(ways, api, plain_api)
        await through_broken_proxies(ways, api)
        await as_others(ways, api)
    print("\n".join(ways.failures) or "every way leads in")
    return 1 if ways.failures else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
