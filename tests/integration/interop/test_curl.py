#!/usr/bin/python3
"""curl as the sender of PROXY headers: of its own connection, so that the claim and the peer are the same.

usage: test_curl.py ECHOSERVER
"""

import json
import shutil
import subprocess
import unittest

from harness import OTHER_CLIENT, TRUSTED, PeerTest, echoserver, main


def has(option):
    """Newer versions can claim any address; Debian 12's cannot."""
    options = ["curl", "--help", "all"]
    return bool(shutil.which("curl")) and option in subprocess.run(options, capture_output=True, text=True, check=True).stdout


class Curl(PeerTest):
    @classmethod
    def set_up(cls):
        cls.server = cls.keep(echoserver("--trusted-proxies", f"{TRUSTED}/32", https=0))

    def curl(self, scheme, *arguments):
        """(the report, curl's own end of the connection, the server's)"""
        port = self.server.ports[scheme]
        done = subprocess.run(["curl", "-sS", "-k", "--noproxy", "*", "-H", "Accept: application/json", "-w",
                               "%{local_ip} %{local_port}", *arguments, f"{scheme}://127.0.0.1:{port}/"],
                              capture_output=True, text=True, check=True, timeout=60)
        report, own = done.stdout.split("\n")
        address, own_port = own.split()
        return json.loads(report), {"address": address, "port": int(own_port)}, {"address": "127.0.0.1", "port": port}

    def test_without_a_header(self):
        for scheme in ("http", "https"):
            with self.subTest(scheme):
                report, own, _ = self.curl(scheme, "--interface", TRUSTED)
                self.assertIsNone(report["proxy_protocol"])
                self.assert_from(report, TRUSTED, "peer")
                self.assert_holds(report["peer"], {**own, "trusted": True})

    def test_haproxy_protocol(self):
        for scheme in ("http", "https"):
            for source, trusted in ((TRUSTED, True), (OTHER_CLIENT, False)):
                with self.subTest(scheme=scheme, source=source):
                    report, own, there = self.curl(scheme, "--interface", source, "--haproxy-protocol")
                    self.assertEqual(own["address"], source)
                    self.assert_from(report, source, "proxy_protocol" if trusted else "peer")
                    self.assert_holds(report, {
                        "peer": {**own, "trusted": trusted},
                        "proxy_protocol": {"believed": trusted, "version": 1, "command": "PROXY", "transport": "TCP4",
                                           "source": own, "destination": there, "ssl": None, "other_tlvs": []}})
                    self.assertEqual(report["tls"] is not None, scheme == "https")

    @unittest.skipUnless(has("--haproxy-clientip"), "this curl claims no address but its own")
    def test_haproxy_clientip(self):
        for source, trusted in ((TRUSTED, True), (OTHER_CLIENT, False)):
            with self.subTest(source=source):
                report, own, _ = self.curl("http", "--interface", source, "--haproxy-clientip", "192.0.2.77")
                self.assert_from(report, "192.0.2.77" if trusted else source, "proxy_protocol" if trusted else "peer")
                self.assert_holds(report["peer"], own)
                self.assertEqual(report["proxy_protocol"]["source"]["address"], "192.0.2.77")


if __name__ == "__main__":
    main("curl")
