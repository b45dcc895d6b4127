#!/usr/bin/python3
"""The running program's certificates, those of its clients, and how it takes a new one.

usage: echoserver_certificates.py ECHOSERVER [TEST...]
"""

import hashlib
import os
import pathlib
import ssl
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent / "interop"))

from echoserver_wiring import start
from harness import PeerTest, ask, certificates, connect, eventually, main, read_to_end


def anyone():
    """A client's TLS settings: whoever answers is taken."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class Certificates(PeerTest):
    """Of a running server. It looks at its files every few seconds: both tests' servers run at the same time."""

    @classmethod
    def set_up(cls):
        cls.made = {name: cls.make(name) for name in ("first", "second")}
        cls.make("mismatched")
        (cls.directory / "mismatched" / "tls.key").write_bytes((cls.directory / "first" / "tls.key").read_bytes())
        cls.make("fifo")
        cls.fifo = cls.directory / "fifo" / "tls.key"
        cls.fifo.unlink()
        os.mkfifo(cls.fifo)
        cls.refusing = cls.keep(cls.serve("refusing"))
        cls.swap("refusing", "fifo")
        cls.looks = threading.Thread(target=cls.wait_for_looks, daemon=True)
        cls.looks.start()

    @classmethod
    def make(cls, name):
        """A directory with a certificate and its key; the certificate in DER."""
        home = cls.directory / name
        home.mkdir()
        certificates.run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                         f"/CN={name}", "-days", "2", "-keyout", home / "tls.key", "-out", home / "tls.crt")
        return ssl.PEM_cert_to_DER_cert((home / "tls.crt").read_text())

    @classmethod
    def serve(cls, name):
        """A server whose files lie behind a link of that name, as Kubernetes mounts a secret."""
        cls.swap(name, "first")
        return start("--tls-cert", cls.directory / name / "tls.crt", "--tls-key", cls.directory / name / "tls.key", https=0)

    @classmethod
    def swap(cls, link, target):
        (cls.directory / "new").symlink_to(cls.directory / target)
        (cls.directory / "new").replace(cls.directory / link)

    @classmethod
    def wait_for_looks(cls, looks=2):
        """Opening a FIFO to write takes until somebody opens it to read."""
        for _ in range(looks):
            os.close(os.open(cls.fifo, os.O_WRONLY))

    @staticmethod
    def connect(server):
        return connect(server.https, tls=anyone())

    def served(self, server):
        with self.connect(server) as peer:
            return peer.getpeercert(binary_form=True)

    def test_are_replaced_under_it(self):
        with self.serve("replaced") as server, self.connect(server) as old:
            self.assertEqual(old.getpeercert(binary_form=True), self.made["first"])
            self.swap("replaced", "second")
            eventually(lambda: self.served(server) == self.made["second"], "the second certificate is served")
            self.assertTrue(server.said(r"info .*certificate \"CN=second\""))
            old.sendall(b"GET / HTTP/1.1\r\nHost: ex\r\nConnection: close\r\n\r\n")
            self.assertIn(b"client_address=127.0.0.1\n", read_to_end(old))
            self.swap("replaced", "mismatched")
            eventually(lambda: server.said(rf"{self.directory}/replaced/tls\.key\" does not fit"), "it is refused")
            self.assertEqual(self.served(server), self.made["second"])

    def test_that_cannot_be_used_are_refused_once(self):
        eventually(lambda: not self.looks.is_alive(), "it has looked twice")
        self.assertEqual(self.served(self.refusing), self.made["first"])
        self.refusing.signal()
        self.assertEqual(self.refusing.ended(), 0)
        complaints = [line for line in self.refusing.lines if "is no regular file" in line]
        self.assertEqual(len(complaints), 1, self.refusing.lines)
        self.assertIn(f'the TLS key "{self.directory}/refusing/tls.key" is no regular file; check --tls-key', complaints[0])


class ClientCertificates(PeerTest):
    @classmethod
    def set_up(cls):
        cls.directories = {name: cls.directory / name for name in ("ours", "theirs")}
        for each in cls.directories.values():
            each.mkdir()
        cls.ours, cls.theirs = (certificates(each) for each in cls.directories.values())
        cls.server = cls.keep(start("--tls-client-ca", cls.ours.ca, https=0))

    def shown(self, client, server=None):
        context = anyone()
        if client:
            context.load_cert_chain(client)
        report = ask((server or self.server).https, tls=context, sni="name.example").report
        self.assertEqual((report["tls"]["version"], report["tls"]["sni"]), ("TLSv1.3", "name.example"))
        return report["tls"]["client_certificate"]

    def assert_shown(self, file, name, verified, error):
        der = ssl.PEM_cert_to_DER_cert(file.with_suffix(".crt").read_text())
        self.assert_holds(self.shown(file), {
            "subject": f"CN={name}", "issuer": "CN=interop CA", "sha256": hashlib.sha256(der).hexdigest(),
            "alternatives": [f"DNS:{name}"], "verified": verified, "verify_error": error})

    def test_of_an_authority_of_ours(self):
        self.assert_shown(self.ours.issue("friend"), "friend", True, None)

    def test_of_another_authority(self):
        self.assert_shown(self.theirs.issue("stranger"), "stranger", False, "unable to get local issuer certificate")

    def test_none(self):
        self.assertIsNone(self.shown(None))

    def test_are_not_asked_for_without_an_authority(self):
        with start(https=0) as server:
            self.assertIsNone(self.shown(self.ours.issue("unasked"), server))


if __name__ == "__main__":
    main()
