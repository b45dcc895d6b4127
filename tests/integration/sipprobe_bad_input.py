#!/usr/bin/python3 -B
"""Everything that can be wrong around sipprobe: one line that names the thing, and the documented exit status.

Usage: sipprobe_bad_input.py SIPPROBE

API servers here are real HTTPS servers on loopback whose certificates openssl made; what they answer is wrong on purpose.
"""

import base64
import contextlib
import http.server
import json
import os
import pathlib
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest

SIPPROBE = None
SECRET = "s3cr3t-t0ken-of-the-test"
USAGE, DISCOVERY, INCONCLUSIVE = 2, 3, 4


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def make_certificates(folder):
    """ca.pem signs good.pem (127.0.0.1), named.pem (another name) and expired.pem; other-ca.pem signs nothing."""
    for name in ("ca", "other-ca"):
        openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                "2", "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem")
    for name, alternative, days in (("good", "IP:127.0.0.1", "2"), ("named", "DNS:api.example", "2"),
                                    ("expired", "IP:127.0.0.1", "-1")):
        (folder / f"{name}.ext").write_text(f"subjectAltName={alternative}\n", encoding="ascii")
        openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", days,
                "-extfile", f"{name}.ext", "-out", f"{name}.pem")


def status_object(code, reason, message):
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "message": message, "code": code}


def empty_list(path):
    kinds = {"nodes": "NodeList", "services": "ServiceList", "pods": "PodList", "endpoints": "EndpointsList",
             "endpointslices": "EndpointSliceList"}
    return {"kind": kinds.get(path.split("?")[0].split("/")[-1], "List"), "apiVersion": "v1", "metadata": {}, "items": []}


class Api(http.server.BaseHTTPRequestHandler):
    """Answers every GET with what the server's `respond(path)` returns: (status, body bytes or object, headers)."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):  # pylint: disable=invalid-name
        self.server.authorizations.append(self.headers.get("Authorization"))
        status, body, headers = self.server.respond(self.path)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)

    def log_message(self, *_):
        pass


class Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Handshakes are meant to fail here."""


@contextlib.contextmanager
def api_server(respond, folder=None, certificate=None):
    server = Quiet(("127.0.0.1", 0), Api)
    server.respond, server.authorizations = respond, []
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / f"{certificate}.pem", folder / f"{certificate}.key")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def cluster(path, **overrides):
    """A server with a version and otherwise empty lists, but for the resources named in `overrides`."""
    resource = path.split("?")[0].split("/")[-1]
    if resource in overrides:
        return overrides[resource]
    if path.startswith("/version"):
        return 200, {"major": "1", "minor": "30", "gitVersion": "v1.30.0"}, {}
    return 200, empty_list(path), {}


class BadInput(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        make_certificates(cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def kubeconfig(self, server, authority="ca.pem"):
        """A kubeconfig for `server` as a path."""
        entry = {"server": server}
        if server.startswith("https"):
            data = (self.folder / authority).read_bytes()
            entry["certificate-authority-data"] = base64.b64encode(data).decode()
        config = {"apiVersion": "v1", "kind": "Config", "current-context": "x",
                  "clusters": [{"name": "c", "cluster": entry}], "users": [{"name": "u", "user": {"token": SECRET}}],
                  "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}]}
        path = self.folder / "config"
        path.write_text(json.dumps(config), encoding="ascii")
        return str(path)

    def run_sipprobe(self, *arguments, **environment):
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **environment}
        return subprocess.run([SIPPROBE, *arguments], env=env, capture_output=True, timeout=60, check=False)

    def complains(self, done, status, *words):
        """One line on stderr that says all of `words`, no secret, no control byte; and the exit status."""
        text = done.stderr.decode()
        self.assertEqual((done.returncode, text.count("\n")), (status, 1), text)
        self.assertTrue(text.startswith("sipprobe: ") and text.rstrip("\n").isprintable(), text)
        for word in words:
            self.assertIn(word, text)
        self.assertNotIn(SECRET, text)

    def against(self, respond, status, *words, certificate=None, authority="ca.pem", arguments=()):
        with api_server(respond, self.folder, certificate) as server:
            scheme = "https" if certificate else "http"
            config = self.kubeconfig(f"{scheme}://127.0.0.1:{server.server_address[1]}", authority)
            done = self.run_sipprobe("--kubeconfig", config, *arguments)
        self.complains(done, status, *words)
        return server

    def test_kubeconfigs_that_cannot_be_read(self):
        (self.folder / "yaml").write_text("a: [b\n", encoding="ascii")
        (self.folder / "empty").write_text("", encoding="ascii")
        (self.folder / "binary").write_bytes(bytes(range(256)) * 10)
        (self.folder / "bomb").write_text("a: &a [1,1]\n" + "".join(
            f"b{i}: &b{i} [*{'a' if i == 0 else f'b{i - 1}'},*{'a' if i == 0 else f'b{i - 1}'}]\n" for i in range(40)),
            encoding="ascii")
        for name in ("nonexistent", "yaml", "empty", "binary", "bomb"):
            with self.subTest(name):
                path = str(self.folder / name)
                self.complains(self.run_sipprobe("--kubeconfig", path), DISCOVERY, path)
        with self.subTest("a folder"):
            self.complains(self.run_sipprobe("--kubeconfig", str(self.folder)), DISCOVERY, str(self.folder))

    def test_contexts_that_are_not_there(self):
        config = self.kubeconfig("http://127.0.0.1:1")
        self.complains(self.run_sipprobe("--kubeconfig", config, "--context", "nope"), DISCOVERY, "nope", config)
        self.complains(self.run_sipprobe(), DISCOVERY, "no kubeconfig found")

    def test_command_lines_that_make_no_sense(self):
        for arguments, word in ((["--frobnicate"], "--frobnicate"), (["-o", "yaml"], "yaml"),
                                (["--nodes", "n1"], "n1"), (["--port", "80"], "--nodes")):
            with self.subTest(arguments):
                self.complains(self.run_sipprobe(*arguments), USAGE, word)

    def test_api_certificates_that_cannot_be_trusted(self):
        self.against(cluster, DISCOVERY, "expired", certificate="expired")
        self.against(cluster, DISCOVERY, "127.0.0.1", certificate="named")
        self.against(cluster, DISCOVERY, "certificate-authority", certificate="good", authority="other-ca.pem")

    def test_the_api_is_not_there_or_speaks_something_else(self):
        self.complains(self.run_sipprobe("--kubeconfig", self.kubeconfig("http://127.0.0.1:1")), DISCOVERY, "refused")
        self.complains(self.run_sipprobe("--kubeconfig", self.kubeconfig("http://no.such.host.invalid:1")), DISCOVERY,
                       "no.such.host.invalid")
        with api_server(cluster) as server:
            config = self.kubeconfig(f"https://127.0.0.1:{server.server_address[1]}")
            self.complains(self.run_sipprobe("--kubeconfig", config), DISCOVERY, "http://")

    def test_api_answers_that_are_refusals(self):
        def refuse(code, reason, message):
            return lambda _: (code, status_object(code, reason, message), {})
        self.against(refuse(401, "Unauthorized", "Unauthorized"), DISCOVERY, "401", certificate="good")
        self.against(refuse(403, "Forbidden", "nodes is forbidden: \x1b[31mUser"), DISCOVERY, "forbidden", "\\x1b[31m")
        self.against(refuse(500, "InternalError", "etcd"), DISCOVERY, "500")
        self.against(lambda _: (404, b"404 page not found\n", {}), DISCOVERY, "404")

    def test_a_redirect_is_not_followed_and_the_token_stays(self):
        with api_server(cluster) as elsewhere:
            target = f"http://127.0.0.1:{elsewhere.server_address[1]}/"
            self.against(lambda _: (302, b"", {"Location": target}), DISCOVERY, "redirect")
            self.assertEqual(elsewhere.authorizations, [])

    def test_api_answers_that_are_garbage(self):
        for body in (b"", b"<html>", b"[" * 100_000, b'{"kind":"NodeList","items":{}}', b"\xff\xfe\x00", b"null"):
            with self.subTest(body[:20]):
                self.against(lambda path, body=body: cluster(path, nodes=(200, body, {}), services=(200, body, {})),
                             DISCOVERY)

    def test_a_list_that_never_ends(self):
        def endless(path):
            return cluster(path, services=(200, {"kind": "ServiceList", "apiVersion": "v1", "items": [],
                                                 "metadata": {"continue": "again"}}, {}))
        self.against(endless, DISCOVERY, "services")

    def test_a_cluster_without_what_was_asked_for(self):
        self.against(cluster, INCONCLUSIVE, "no services")
        self.against(cluster, DISCOVERY, "default/nope", arguments=("--service", "nope"))

    def test_missing_rights_are_partial_results_and_never_success(self):
        denied = (403, status_object(403, "Forbidden", "nodes is forbidden"), {})
        service = {"metadata": {"name": "web", "namespace": "default"},
                   "spec": {"type": "NodePort", "clusterIP": "10.0.0.9", "ports": [{"port": 80, "nodePort": 30080}]}}
        listed = (200, {"kind": "ServiceList", "apiVersion": "v1", "metadata": {}, "items": [service]}, {})
        with api_server(lambda path: cluster(path, nodes=denied, services=listed)) as server:
            config = self.kubeconfig(f"http://127.0.0.1:{server.server_address[1]}")
            done = self.run_sipprobe("--kubeconfig", config, "-o", "json")
        report = json.loads(done.stdout)
        self.assertEqual(done.returncode, INCONCLUSIVE, done.stderr)
        self.assertEqual(report["summary"]["exit_code"], INCONCLUSIVE)
        self.assertIn("nodes", " ".join(report["gaps"]))

    def test_garbage_from_an_echo_port_is_shown_and_harms_nothing(self):
        def garbage(_):
            return 200, b"CLIENT VALUES:\nclient_address=\x1b]52;c;aGk=\x07\n\x9b31m\xe2\x80\xae", {}
        with api_server(garbage) as server:
            done = self.run_sipprobe("--nodes", "127.0.0.1", "--port", str(server.server_address[1]))
        self.assertEqual(done.returncode, INCONCLUSIVE, done.stderr)
        self.assertNotIn(b"\x1b", done.stdout)
        self.assertNotIn(b"\x9b31m", done.stdout.replace(b"\xc2\x9b", b""))


if __name__ == "__main__":
    SIPPROBE = sys.argv.pop(1)
    unittest.main()
