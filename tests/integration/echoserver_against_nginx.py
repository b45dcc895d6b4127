#!/usr/bin/python3
"""Puts the same raw requests to our echoserver and to nginx with a script that writes echoserver:1.4's text.

usage: echoserver_against_nginx.py ECHOSERVER

nginx (Debian's, with libnginx-mod-http-lua) runs on loopback from a temporary directory. Every exchange must agree in
status, fields and their order, body, and what becomes of the connection, apart from names, versions and dates, and
apart from what deliberate() lists. Exits with 77, ctest's word for a skipped test, where there is no nginx with lua.
"""

import concurrent.futures
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
MODULES = pathlib.Path("/usr/lib/nginx/modules")
PATIENCE = 0.4  # seconds without a byte after which a connection counts as open

CONFIGURATION = """
load_module {modules}/ndk_http_module.so;
load_module {modules}/ngx_http_lua_module.so;
daemon off; master_process off; worker_processes 1;
pid {dir}/nginx.pid; error_log {dir}/error.log;
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types; default_type text/plain;
  access_log off;
  client_body_temp_path {dir}/b; proxy_temp_path {dir}/p; fastcgi_temp_path {dir}/f;
  uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s;
  client_max_body_size 10m;
  server {{
    listen 127.0.0.1:{port}; server_name _;
    location / {{ lua_need_request_body on; content_by_lua_file {dir}/echo.lua; }}
  }}
}}
"""

LUA = """
local say, var, req = ngx.say, ngx.var, ngx.req
say("CLIENT VALUES:")
say("client_address=", var.remote_addr)
say("command=", req.get_method())
say("real path=", var.request_uri)
say("query=", var.query_string)
say("request_version=", req.http_version())
say("request_uri=", var.scheme, "://", var.host, ":", var.server_port, var.request_uri)
say("")
say("SERVER VALUES:")
say("server_version=", "nginx: ", var.nginx_version, " - lua: ", ngx.config.ngx_lua_version)
say("")
say("HEADERS RECEIVED:")
local names, fields = {}, req.get_headers()
for name in pairs(fields) do names[#names + 1] = name end
table.sort(names)
for _, name in ipairs(names) do say(name, "=", fields[name]) end
say("BODY:")
ngx.print(var.request_body or "-no body in request-")
"""

HOST = b"Host: ex\r\n"


def request(method=b"GET", target=b"/", version=b"HTTP/1.1", fields=HOST, body=b""):
    return method + b" " + target + b" " + version + b"\r\n" + fields + b"\r\n" + body


def field(line):
    return request(fields=HOST + line + b"\r\n")


def body(lines, bytes_, method=b"POST", version=b"HTTP/1.1"):
    return request(method=method, version=version, fields=HOST + lines + b"\r\n", body=bytes_)


def chunked(bytes_):
    return body(b"Transfer-Encoding: chunked", bytes_)


def exchanges():
    """(name, bytes) of everything that is compared."""
    for method in (b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"PROPFIND", b"MKCOL", b"FOO", b"A",
                   b"GE-T", b"GE_T", b"_", b"-", b"X" * 40, b"get", b"Get", b"G1", b"TRACE", b"CONNECT", b"PURGE", b"LOCK"):
        yield b"method " + method, request(method)
        yield b"method with body " + method, body(b"Content-Length: 3", b"abc", method)
    for target in (b"*", b"x", b"//", b"//a//b", b"/../", b"/..", b"/a/../..", b"/a#frag", b"/#", b"/?#", b"/x?#y", b"/x#?", b"/%",
                   b"/%zz", b"/%00", b"/%01", b"/%2500", b"/%2e%2e/%2e%2e", b"/a%20b", b"/\"<>", b"/?", b"/??", b"/?a?b",
                   b"/?a#b", b"/a#b?c", b"/a%23b?c#d?e", b"/%3f?x", b"/a;b", b"/./a/./b", b"/a/..", b"/.", b"/..?x", b"/a\\b",
                   b"/{}|^`", b"/a%2fb", b"/a//..", b"/a//../..", b"/a%2f..%2f..", b"/%2f..", b"/a%2", b"/a?%zz", b"/a#%zz",
                   b"/%23/..", b"/a%3f/../..", b"/a/...", b"/.../..", b"/a/.%2e/..%2e/x", b"/a/..b/..", b"/#/../..",
                   b"/a?/../..", b"//..", b"///../a", b"/a/./../..", b"/a+b", b"/?a=%00", b"/%c3%a9", b"/x&y", b"/\x01",
                   b"/\x7f", b"/a\tb", b"/a b", b"?x", b"#", b"h/x", b"foo:bar", b"/~u", b"/=", b"/:80", b"/@", b"/" + b"a" * 2000,
                   b"/favicon.ico", b"/a/b/c/d/e?f=g&h=i&h=j", b"/?x=http://y/z#w", b"/x/http://y/z", b"/%E2%82%AC",
                   b"http://h", b"http://h/", b"http://h?q", b"http://h?", b"http://H.EX.:9/x#f", b"http://", b"http:///x",
                   b"HTTP://h/x", b"https://h/x", b"ftp://h/x", b"h+2://h/x", b"1h://h/x", b"http://u@h/x", b"http://[::1]:8/x",
                   b"http://[::1]x/", b"http://[::1", b"http://[A::B]/", b"http://h:/x", b"http://h:99999/x",
                   b"http://h:abc/x", b"http://h_x/", b"http://h#f", b"http://h/?", b"http://1.2.3.4:5/", b"http://-/",
                   b"http://a..b/", b"http://h./x", b"http://h../x", b"http://.h/", b"http://h//x", b"http://h/../x",
                   b"http://h:80?x", b"http://%41/x", b"http://h;x/", b"http:/x", b"http:x", b"//h/x"):
        yield b"target " + target[:60], request(target=target)
    for version in (b"HTTP/2.0", b"HTTP/3.1", b"HTTP/11", b"HTTP/0.9", b"HTTP/1.", b"http/1.1", b"HTTP/01.1", b"FOO/1.1",
                    b"HTTP/1.0", b"HTTP/1.1x", b"HTTP/", b"HTTP"):
        yield b"version " + version, request(version=version)
    for host in (b"", b"ex:", b"ex:99999", b"EX.COM.", b"ex..com", b".ex", b".", b"a/b", b"a b", b"a,b", b"[::1]", b"[::1]:80",
                 b"[2001:DB8::1]:80", b"[::1]:", b"::1", b"a_b", b"a%20b", b"a\tb", b"1.2.3.4:80", b":80", b"-", b"a..",
                 b"ex.:80", b"ex..:80", b"*", b"a;b", b"a!$&'()*+=b", b"_", b"localhost", b"a" * 300, b"a~b", b"a.b.c.d.e.f:1"):
        yield b"host " + host[:40], request(fields=b"Host: " + host + b"\r\n")
        yield b"host in 1.0 " + host[:40], request(version=b"HTTP/1.0", fields=b"Host: " + host + b"\r\n")
    yield b"no host", request(fields=b"")
    yield b"no host in 1.0", request(version=b"HTTP/1.0", fields=b"")
    yield b"two hosts", request(fields=HOST + HOST)
    yield b"two hosts in 1.0", request(version=b"HTTP/1.0", fields=HOST + HOST)
    yield b"host not first", request(fields=b"A: 1\r\nHOST: b\r\n")
    yield b"absolute without host", request(target=b"http://h/x", fields=b"")
    yield b"absolute without host in 1.0", request(target=b"http://h/x", fields=b"", version=b"HTTP/1.0")
    yield b"absolute with a bad host", request(target=b"http://h/x", fields=b"Host: a/b\r\n")
    yield b"absolute with two hosts", request(target=b"http://h/x", fields=HOST + HOST)
    for wish in (b"close", b"Close", b"CLOSE", b"keep-alive", b"Keep-Alive", b"close, keep-alive", b"keep-alive, close",
                 b"upgrade", b"foo", b"", b"x-close-y", b"closed", b"close\r\nConnection: keep-alive", b"TE, close",
                 b"keep-alive\r\nConnection: close"):
        for version in (b"HTTP/1.1", b"HTTP/1.0"):
            for method in (b"GET", b"HEAD"):
                yield b"connection %s %s %s" % (version, method, wish), request(
                    method, version=version, fields=HOST + b"Connection: " + wish + b"\r\n")
    for line in (b"X:v", b"X:  v\t ", b"X:\tv", b"X: a\tb", b"X: \xff\xfe", b"X: \xc3\xa9", b"X.Y: v", b"X!Y: v", b"X~Y: v",
                 b"X#Y: v", b"X$%&'*+^`|: v", b"X Y: v", b"X : v", b": v", b" X: v", b"X:a\r\n folded", b"X:a\r\n\tfolded",
                 b"X\x7f: v", b"X:: v", b"X:a:b", b"X: ", b"X:", b"X:    ", b"x-a: 1\r\nX-A: 2", b"X-A:\r\nX-A:", b"_: v", b"A_B: v",
                 b"-: v", b"1: v", b"X: a\x00b", b"X: a\rY: b", b"User-Agent: a\r\nUser-Agent: b", b"Cookie: a=b; c=d",
                 b"Cookie: a\r\nCookie: b", b"Content-Type: a\r\nContent-Type: b", b"Authorization: Basic eDp5",
                 b"If-None-Match: \"abc\"", b"If-Modified-Since: x", b"If-Match: *", b"Range: bytes=0-3", b"If-Range: x",
                 b"Accept-Encoding: gzip, br", b"Accept: */*", b"Accept: text/html", b"Accept: application/*", b"Keep-Alive: 5",
                 b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
                 b"Upgrade: websocket\r\nConnection: Upgrade", b"TE: trailers", b"Via: x\r\nVia: y", b"Depth: 1\r\nDepth: 2",
                 b"Date: x", b"Destination: x", b"Content-Encoding: gzip", b"X-Real-IP: a", b"Forwarded: for=1.2.3.4;by=\"x\"",
                 b"X-Forwarded-For: 1.2.3.4, 5.6.7.8\r\nX-Forwarded-For: 9.9.9.9", b"Proxy-Connection: close", b"Expect:",
                 b"Content-Length: 0", b"Proxy: x", b"X: " + b"v" * 5000, b"X-" + b"n" * 200 + b": v", b"Z: 1\r\nA: 2\r\nM: 3",
                 b"A-B: 1\r\nAB: 2\r\nA: 3\r\nA1: 4"):
        yield b"field " + line[:60], field(line)
    yield b"100 fields", request(fields=HOST + b"".join(b"X%d: %d\r\n" % (i, i) for i in range(99)))
    for lead in (b"\r\n", b"\r\n\r\n", b"\r\n\r\n\r\n", b" "):
        yield b"leading " + lead, lead + request()
    yield b"tab for a space", b"GET\t/ HTTP/1.1\r\n" + HOST + b"\r\n"
    for length in (b"2, 2", b"+2", b"2 ", b"02", b"-1", b"18446744073709551616", b"9223372036854775808", b"2,", b"", b"0x2", b"2.0",
                   b"\t2", b"a", b"2\r\nContent-Length: 2", b"2\r\nTransfer-Encoding: chunked"):
        yield b"length " + length, body(b"Connection: close\r\nContent-Length: " + length, b"ab")
    for coding in (b"gzip", b"Chunked", b"CHUNKED", b"chunked, chunked", b"gzip, chunked", b"identity", b"xchunked", b"chunked;q=1", b"",
                   b"chunked\r\nTransfer-Encoding: chunked"):
        yield b"coding " + coding, body(b"Transfer-Encoding: " + coding, b"2\r\nab\r\n0\r\n\r\n")
    yield b"coding in 1.0", body(b"Transfer-Encoding: chunked", b"2\r\nab\r\n0\r\n\r\n", version=b"HTTP/1.0")
    for bytes_ in (b"2;a=b\r\nab\r\n0\r\n\r\n", b"02\r\nab\r\n0\r\n\r\n", b"2\r\nabX\r\n0\r\n\r\n", b"x\r\n", b"2\r\nab\r\n0\r\nT: v\r\n\r\n",
                   b"0\r\n\r\n", b"2;a=\"q\"\r\nab\r\n0\r\n\r\n", b"A\r\n0123456789\r\n0\r\n\r\n", b"000\r\n\r\n",
                   b"fffffffffffffffff\r\n", b"\r\n", b"1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n"):
        yield b"chunks " + bytes_, chunked(bytes_)
    for size in (0, 1, 100, 1000, 4000, 8000):
        yield b"body of %d" % size, body(b"Content-Length: %d" % size, b"b" * size)
        yield b"chunk of %d" % size, chunked((b"%x\r\n" % size + b"b" * size + b"\r\n" if size else b"") + b"0\r\n\r\n")
    yield b"binary body", body(b"Content-Length: 256", bytes(range(256)))
    yield b"body in 1.0", body(b"Content-Length: 3", b"abc", version=b"HTTP/1.0")
    yield b"length too long", body(b"Content-Length: 10485761", b"")
    yield b"length far too long", body(b"Content-Length: 99999999999", b"")
    yield b"head refused", request(b"HEAD", fields=b"")
    yield b"head of a bad target", request(b"HEAD", target=b"/..")
    yield b"head of a target with a control byte", request(b"HEAD", target=b"/\x01")
    yield b"head in another version", request(b"HEAD", version=b"HTTP/2.0")
    yield b"head with a long target", request(b"HEAD", target=b"/" + b"a" * 9000)
    yield b"head with a long field", request(b"HEAD", fields=HOST + b"X: " + b"a" * 9000 + b"\r\n")
    yield b"head with a long body", body(b"Content-Length: 99999999", b"", b"HEAD")
    yield b"head with body", body(b"Content-Length: 3", b"abc", b"HEAD")
    yield b"expect", body(b"Content-Length: 3\r\nExpect: 100-continue", b"abc")
    yield b"expect in another case", body(b"Content-Length: 3\r\nExpect: 100-Continue", b"abc")
    yield b"expect without body", field(b"Expect: 100-continue")
    yield b"expect in 1.0", body(b"Content-Length: 3\r\nExpect: 100-continue", b"abc", version=b"HTTP/1.0")
    yield b"expect and too long", body(b"Content-Length: 13000000\r\nExpect: 100-continue", b"")
    yield b"expect, body missing", body(b"Content-Length: 3\r\nExpect: 100-continue", b"")
    yield b"pipelined", request() + body(b"Content-Length: 2", b"ab") + chunked(b"1\r\nc\r\n0\r\n\r\n") + field(b"Connection: close")
    yield b"refused, then more", request(fields=b"") + request()
    yield b"not allowed, then more", request(b"TRACE") + request()
    for size in (8191, 8192, 8193, 20000):
        yield b"request line of %d" % size, request(target=b"/" + b"a" * (size - 16))
    for size in (8191, 8192, 8193, 9000):
        yield b"field line of %d" % size, field(b"X: " + b"a" * (size - 5))
    yield b"header of 16000", request(fields=HOST + b"".join(b"X%d: " % i + b"a" * 7980 + b"\r\n" for i in range(2)))
    yield b"method without end", request(b"A" * 20000)
    for name in (b".html", b".HTML", b".css", b".js", b".json", b".xml", b".png", b".svg", b".jpg", b".ico", b".zip", b".pdf", b".mp4",
                 b".txt", b".xyz", b".tar.gz", b".woff2", b".jar", b".html/", b".html?x", b".%68tml", b".html#x", b".html.", b"..html",
                 b".html;x", b".docx", b".ts", b".3gpp", b".php"):
        yield b"extension " + name, request(target=b"/a" + name)
    yield b"extension alone", request(target=b"/.html")
    yield b"extension of an absolute form", request(target=b"http://h.html/a.css")
    yield b"extension of a refusal", request(target=b"/a.css", fields=b"")


def deliberate():
    """(name, bytes, nginx's status, ours): where ours does otherwise on purpose. docs/echoserver.md says why."""
    yield b"byte above 0x7f in the target", request(target=b"/\xc3\xa9"), 200, 400
    for host in (b"\xc3\xa9", b"a@b", b"ex:abc", b"a:b:c", b"[::1", b"[::g]", b"[]", b"[::1]x", b"[::1].", b"[fe80::1%25eth0]",
                 b"a?b", b"a#b", b"a\\b", b"\"a\"", b"<a>", b"a|b", b"a%zz"):
        yield b"no authority " + host, request(fields=b"Host: " + host + b"\r\n"), 200, 400
    yield b"no authority in the target", request(target=b"http://[1:2]/"), 200, 400
    yield b"control byte in a value", field(b"X: a\x01b"), 200, 400
    yield b"delete in a value", field(b"X: a\x7fb"), 200, 400
    yield b"no colon", field(b"X"), 200, 400
    for name in (b"\xc3\xa9", b"X(", b"X/", b"\"X\""):
        yield b"no token " + name, field(name + b": v"), 200, 400
    yield b"bare LF", b"GET / HTTP/1.1\nHost: ex\n\n", 200, 400
    yield b"bare LF behind a field", field(b"X: a\nY: b"), 200, 400
    yield b"leading LF", b"\n" + request(), 200, 400
    yield b"leading CR", b"\r" + request(), 200, 400
    yield b"bare LF in chunks", chunked(b"2\nab\n0\n\n"), 200, 400
    for line in (b"2 ", b"2\t", b"2;", b"2;a b"):
        yield b"chunk line " + line, chunked(line + b"\r\nab\r\n0\r\n\r\n"), 200, 400
    yield b"trailer without a colon", chunked(b"2\r\nab\r\n0\r\nBad\r\n\r\n"), 200, 400
    yield b"two spaces", b"GET  / HTTP/1.1\r\n" + HOST + b"\r\n", 200, 400
    yield b"space behind the version", request(version=b"HTTP/1.1 "), 200, 400
    yield b"HTTP/1.2", request(version=b"HTTP/1.2"), 200, 505
    yield b"HTTP/0.9", b"GET /\r\n", None, 400
    yield b"CONNECT to an authority", request(b"CONNECT", b"a:1"), 400, 405
    yield b"unknown coding with a length", body(b"Transfer-Encoding: gzip\r\nContent-Length: 2", b"ab"), 501, 400
    yield b"101 fields", request(fields=HOST + b"".join(b"X%d: %d\r\n" % (i, i) for i in range(100))), 200, 431
    yield b"header of 24000", request(fields=HOST + b"".join(b"X%d: " % i + b"a" * 8000 + b"\r\n" for i in range(3))), 200, 431
    yield b"field line of 20000", field(b"X: " + b"a" * 20000), 400, 431
    yield b"another expectation", field(b"Expect: foo"), 200, 417
    yield b"list that is none", field(b"Connection: a b"), 200, 400
    yield b"If-None-Match", field(b"If-None-Match: *"), 304, 200
    yield b"If-Match", field(b"If-Match: \"x\""), 412, 200
    yield b"If-Unmodified-Since", field(b"If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"), 412, 200
    yield b"Authorization twice", field(b"Authorization: a\r\nAuthorization: b"), 400, 200


REPEATED = re.compile(rb"\r\n([\w-]+):.*\r\n(?:.*\r\n)*?\1:", re.I)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    for _ in range(400):
        if process.poll() is not None:
            return False
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        time.sleep(0.01)
    return False


@contextlib.contextmanager
def running(command, **how):
    process = subprocess.Popen(command, **how)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ask(port, raw):
    """Everything that came back, and how the connection stood PATIENCE after the last byte."""
    with socket.create_connection(("127.0.0.1", port), 2) as peer:
        with contextlib.suppress(OSError):
            peer.sendall(raw)
        peer.settimeout(PATIENCE)
        answer = b""
        while True:
            try:
                piece = peer.recv(65536)
            except socket.timeout:
                return answer, "open"
            except ConnectionError:
                return answer, "end"  # nginx closes on bytes it has not read: to the client an end like another
            if not piece:
                return answer, "end"
            answer += piece


def unchunk(text):
    out = b""
    while b"\r\n" in text:
        size, text = text.split(b"\r\n", 1)
        size = int(size, 16)
        if size == 0:
            return out, text[2:]
        out, text = out + text[:size], text[size + 2:]
    return out + b"<unfinished>", b""


def answers(raw, to_head, port):
    """[(status line, [fields], body)] with everything named, dated or counted taken out."""
    out = []
    while b"\r\n\r\n" in raw:
        head, raw = raw.split(b"\r\n\r\n", 1)
        status, *lines = head.split(b"\r\n")
        lengths = [int(line[16:]) for line in lines if line.startswith(b"Content-Length: ")]
        if b"Transfer-Encoding: chunked" in lines:
            text, raw = unchunk(raw)
        elif status.startswith(b"HTTP/1.1 100") or to_head:
            text = b""
        else:
            size = lengths[0] if lengths else 0
            text, raw = raw[:size], raw[size:]
        lines = [line.split(b":")[0] if line.startswith((b"Content-Length", b"Server", b"Date")) else line
                 for line in lines if not line.startswith(b"X-Content-Type-Options")]
        text = text.replace(b":%d" % port, b":PORT")
        text = re.sub(rb"(server_version=)[^\n]*|(<hr><center>)[^<]*", rb"\1\2", text)
        out.append((status, lines, text))
    return out, raw


def status_of(raw):
    return int(raw[9:12]) if raw.startswith(b"HTTP/1.1 ") else None


def compare_status(name, raw, nginx_status, our_status, nginx_port, our_port):
    seen = status_of(ask(nginx_port, raw)[0]), status_of(ask(our_port, raw)[0])
    return None if seen == (nginx_status, our_status) else f"on purpose: {name}: nginx {seen[0]}, ours {seen[1]}"


def compare(name, raw, nginx_port, our_port, mode):
    to_head = raw.startswith(b"HEAD ")
    theirs, their_end = ask(nginx_port, raw)
    ours, our_end = ask(our_port, raw)
    their_answers, our_answers = answers(theirs, to_head, nginx_port), answers(ours, to_head, our_port)
    if (their_answers, their_end) == (our_answers, our_end):
        return None
    return f"{mode}: {name}\n  nginx {their_end}: {str(their_answers)[:700]}\n  ours  {our_end}: {str(our_answers)[:700]}"


def difference(work):
    name, raw, nginx_port, our_port, mode = work
    return compare(name.decode("latin1"), raw, nginx_port, our_port, mode)


def fixed_faults(name, raw):
    """Without --strict-1.4 these are meant to differ."""
    return (REPEATED.search(raw.split(b"\r\n\r\n")[0] + b"\r\n") or name.startswith(b"extension") or b".ico" in name
            or b"Accept: text/html" in raw)  # browsers get a page


def run(directory, echoserver):
    nginx_port = free_port()
    (directory / "echo.lua").write_text(LUA)
    (directory / "nginx.conf").write_text(CONFIGURATION.format(dir=directory, port=nginx_port, modules=MODULES))
    failures, count = [], 0
    with contextlib.ExitStack() as stack:
        quiet = {"stderr": subprocess.DEVNULL}
        nginx = stack.enter_context(running(["nginx", "-p", str(directory), "-c", str(directory / "nginx.conf")], **quiet))
        if not wait_for(nginx_port, nginx):
            print("nginx does not start here")
            return SKIPPED
        work = []
        for mode, flags in (("strict", ["--strict-1.4"]), ("fixed", [])):
            port = free_port()
            server = stack.enter_context(running(
                [echoserver, "--address", "127.0.0.1", "--http-port", str(port), "--threads", "1", "--https-port", "off",
                 "--udp-port", "off", "--admin-port", "off", "--access-log", "off", *flags], **quiet))
            if not wait_for(port, server):
                print("echoserver does not start")
                return 1
            work += [(name, raw, nginx_port, port, mode) for name, raw in exchanges()
                     if mode == "strict" or not fixed_faults(name, raw)]
        with concurrent.futures.ThreadPoolExecutor(24) as pool:
            found = list(pool.map(difference, work))
            found += pool.map(lambda row: compare_status(*row, nginx_port, port), deliberate())
            failures, count = [text for text in found if text], len(found)
    print("\n".join(failures))
    print(f"{count} exchanges, {len(failures)} differ")
    return 1 if failures else 0


def main():
    if not shutil.which("nginx") or not (MODULES / "ngx_http_lua_module.so").exists():
        print("no nginx with lua here")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="srcip-nginx-") as directory:
        os.chmod(directory, 0o755)
        return run(pathlib.Path(directory), sys.argv[1])


if __name__ == "__main__":
    sys.exit(main())
