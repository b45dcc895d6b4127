#!/usr/bin/python3
"""haproxy in front: its PROXY headers, its fields, its health checks, and TLS on either side of it.

usage: test_haproxy.py ECHOSERVER

Every connection's ends are known: the client says which port it got, haproxy dials from TRUSTED (whose word the server
takes) or from STRANGER (whose word it only repeats).
"""

import dataclasses
import ssl
import unittest

from harness import ALSO_TRUSTED, CLIENT, STRANGER, TRUSTED, PeerTest, ask, certificates, echoserver, eventually, has_ipv6, main
from haproxy import haproxy

PEERS = ((TRUSTED, True), (STRANGER, False))
CLIENTS = [("127.0.0.1", CLIENT, "TCP4")] + ([("::1", "::1", "TCP6")] if has_ipv6() else [])


@dataclasses.dataclass
class way:
    """One listener of haproxy and how it goes on from there."""

    name: str
    options: str  # of the server line
    source: str = TRUSTED
    bind: str = ""
    before: str = ""  # further lines of the section
    mode: str = "tcp"
    towards: str = "http"
    port: int = 0
    port6: int = 0

    def section(self, server):
        lines = [f"listen {self.name}", f"mode {self.mode}", f"bind 127.0.0.1:{self.port} {self.bind}"]
        if self.port6:
            lines.append(f"bind [::1]:{self.port6} {self.bind}")
        return "\n    ".join([*lines, self.before, f"source {self.source}",
                              f"server echo 127.0.0.1:{server.ports[self.towards]} {self.options}"]) + "\n"


class HaproxyTest(PeerTest):
    """A haproxy with all `ways()` of a class."""

    @classmethod
    def start(cls, ways, *arguments, **listeners):
        cls.server = cls.keep(echoserver("--trusted-proxies", f"{TRUSTED}/32,{ALSO_TRUSTED}/32", *arguments, **listeners))
        cls.ways = {way.name: way for way in ways}
        for way in ways:
            way.port = cls.port()
            way.port6 = cls.port("::1") if has_ipv6() else 0
        cls.proxy = cls.keep(haproxy(cls.directory, "haproxy", "".join(way.section(cls.server) for way in ways),
                                     [way.port for way in ways]))

    def through(self, name, host="127.0.0.1", source=CLIENT, **how):
        way = self.ways[name]
        return ask(way.port6 if ":" in host else way.port, host, source, **how)

    def bound(self, name, host="127.0.0.1"):
        """haproxy's end of the client's connection."""
        return {"address": host, "port": self.ways[name].port6 if ":" in host else self.ways[name].port}


PLAIN = {
    "v1": ("send-proxy", {"version": 1, "crc32c_verified": False, "ssl": None}),
    "v2": ("send-proxy-v2", {"version": 2, "crc32c_verified": False, "ssl": None, "unique_id": None}),
    "v2-crc32c": ("send-proxy-v2 proxy-v2-options crc32c", {"version": 2, "crc32c_verified": True}),
    # The client's connection to haproxy is no TLS; haproxy says so in a TLV all the same.
    "v2-ssl": ("send-proxy-v2-ssl", {"version": 2, "ssl": {"tls": False, "client_certificate": False, "verified": False}}),
    "v2-all": ("send-proxy-v2 proxy-v2-options ssl,cert-cn,ssl-cipher,cert-sig,cert-key,authority,crc32c,unique-id",
               {"version": 2, "crc32c_verified": True, "authority": None, "ssl": {"tls": False}}),
}


class ProxyProtocol(HaproxyTest):
    @classmethod
    def set_up(cls):
        cls.start([way(f"{name}-{source}", options, source, before="unique-id-format id-%ci-%cp")
                   for name, (options, _) in PLAIN.items() for source, _ in PEERS])

    def test_the_client_is_told_as_haproxy_saw_it(self):
        for name, (_, expected) in PLAIN.items():
            for source, trusted in PEERS:
                for host, client, transport in CLIENTS:
                    with self.subTest(name, source=source, client=client):
                        way_name = f"{name}-{source}"
                        seen = self.through(way_name, host, client)
                        self.assert_from(seen.report, client if trusted else source, "proxy_protocol" if trusted else "peer")
                        self.assert_holds(seen.report["peer"], {"address": source, "trusted": trusted})
                        self.assert_holds(seen.report["proxy_protocol"], {
                            "believed": trusted, "command": "PROXY", "transport": transport, "source": seen.own,
                            "destination": self.bound(way_name, host), "alpn": None, "other_tlvs": [], **expected})

    def test_the_unique_id_is_the_one_haproxy_made(self):
        seen = self.through(f"v2-all-{TRUSTED}")
        text = f"id-{CLIENT}-{seen.own['port']}"
        self.assert_holds(seen.report["proxy_protocol"]["unique_id"], {"text": text, "hex": text.encode().hex()})

    def test_two_haproxies_name_the_first_ones_client(self):
        """The second one takes the first one's header for its own connection's ends, and passes them on."""
        inner = way("inner", "send-proxy-v2", bind="accept-proxy", port=self.port())
        outer = way("outer", "send-proxy-v2 proxy-v2-options crc32c", port=self.port())
        sections = inner.section(self.server) + outer.section(self.server).replace(
            f":{self.server.http} ", f":{inner.port} ")
        with haproxy(self.directory, "two", sections, [inner.port, outer.port]):
            seen = ask(outer.port, source=CLIENT)
        self.assert_from(seen.report, CLIENT, "proxy_protocol")
        self.assertEqual(seen.report["proxy_protocol"]["source"], seen.own)
        self.assertEqual(seen.report["proxy_protocol"]["destination"]["port"], outer.port)


class TlsBefore(HaproxyTest):
    """haproxy ends the client's TLS and tells what it knew of it."""

    OPTIONS = {"ssl": "send-proxy-v2-ssl", "ssl-cn": "send-proxy-v2-ssl-cn",
               "all": "send-proxy-v2 proxy-v2-options ssl,cert-cn,ssl-cipher,cert-sig,cert-key,authority,crc32c,unique-id"}

    @classmethod
    def set_up(cls):
        cls.pki = certificates(cls.directory)
        cls.client = cls.pki.issue("client.example")
        bind = f"ssl crt {cls.pki.issue('front.example')} ca-file {cls.pki.ca} verify optional alpn http/1.1"
        cls.start([way(f"{name}-{source}", options, source, bind, "unique-id-format %[uuid()]")
                   for name, options in cls.OPTIONS.items() for source, _ in PEERS])

    def expected(self, name, seen, version, with_certificate):
        all_of_it = name == "all"
        return {
            "source": seen.own, "alpn": "http/1.1", "authority": "front.example" if all_of_it else None,
            "crc32c_verified": all_of_it,
            "ssl": {"tls": True, "version": version, "client_certificate": with_certificate, "verified": with_certificate,
                    "verify": 0, "cn": "client.example" if with_certificate and name != "ssl" else None,
                    "cipher": seen.cipher[0] if all_of_it else None, "sig_alg": "RSA-SHA256" if all_of_it else None,
                    "key_alg": "RSA2048" if all_of_it else None},
        }

    def test_what_haproxy_knew_of_the_clients_tls(self):
        versions = (("TLSv1.2", ssl.TLSVersion.TLSv1_2), ("TLSv1.3", ssl.TLSVersion.TLSv1_3))
        for version, number in versions:
            for certificate in (None, self.client):
                tls = self.pki.trust(certificate, number)
                for name in self.OPTIONS:
                    for source, trusted in PEERS:
                        with self.subTest(name, version=version, certificate=bool(certificate), source=source):
                            seen = self.through(f"{name}-{source}", tls=tls, sni="front.example")
                            self.assert_from(seen.report, CLIENT if trusted else source,
                                             "proxy_protocol" if trusted else "peer")
                            self.assertIsNone(seen.report["tls"], "the server's own connection is plain")
                            self.assert_holds(seen.report["proxy_protocol"],
                                              self.expected(name, seen, version, bool(certificate)))


class TlsBehind(HaproxyTest):
    """A PROXY header, and TLS to the server behind it."""

    @classmethod
    def set_up(cls):
        cls.pki = certificates(cls.directory)
        certificate, client = cls.pki.issue("echo.example"), cls.pki.issue("haproxy.example")
        cls.start([way("unverified", "ssl verify none send-proxy-v2", towards="https"),
                   way("stranger", "ssl verify none send-proxy", STRANGER, towards="https"),
                   way("mutual", f"ssl verify required ca-file {cls.pki.ca} verifyhost echo.example sni str(echo.example) "
                       f"alpn http/1.1 crt {client} send-proxy-v2 proxy-v2-options crc32c", towards="https"),
                   # A check that takes longer than the interval has failed: on a busy machine, a handshake may.
                   way("checked", f"ssl verify required ca-file {cls.pki.ca} verifyhost echo.example send-proxy-v2 check "
                       "inter 1s fall 1000", before="option httpchk GET /", mode="http", towards="https")],
                  "--tls-cert", certificate, "--tls-key", cls.pki.directory / "echo.example.key",
                  "--tls-client-ca", cls.pki.ca, https=0)

    def test_the_header_goes_before_the_handshake(self):
        for name, source, trusted, version in (("unverified", TRUSTED, True, 2), ("stranger", STRANGER, False, 1)):
            with self.subTest(name):
                seen = self.through(name)
                self.assert_from(seen.report, CLIENT if trusted else source, "proxy_protocol" if trusted else "peer")
                self.assert_holds(seen.report["proxy_protocol"], {"version": version, "source": seen.own, "believed": trusted,
                                                                  "destination": self.bound(name), "ssl": None})
                self.assert_holds(seen.report["tls"], {"version": "TLSv1.3", "client_certificate": None})

    def test_names_and_certificates_of_both_sides(self):
        seen = self.through("mutual")
        self.assert_from(seen.report, CLIENT, "proxy_protocol")
        self.assert_holds(seen.report, {
            "proxy_protocol": {"source": seen.own, "crc32c_verified": True},
            "tls": {"sni": "echo.example", "alpn": "http/1.1",
                    "client_certificate": {"subject": "CN=haproxy.example", "verified": True}}})

    def test_checks_over_tls_are_answered(self):
        eventually(lambda: self.proxy.statistics()["checked", "echo"]["check_status"] == "L7OK", "a check was answered")
        self.assert_from(self.through("checked").report, CLIENT, "proxy_protocol")


class Fields(HaproxyTest):
    """What haproxy writes into requests, and what the client had written there before."""

    FORWARDED = "http-request set-header Forwarded 'for=\"{}:%[src_port]\";by=%[dst];host=\"%[req.hdr(host)]\";proto=http'"

    @classmethod
    def set_up(cls):
        before = {"x-forwarded-for": "option forwardfor",
                  "forwarded": cls.FORWARDED.format("%[src]"),
                  "forwarded-v6": cls.FORWARDED.format("[%[src]]").replace("by=%[dst]", 'by="[%[dst]]"'),
                  "add-forwarded": "http-request add-header Forwarded for=%[src]",
                  "x-real-ip": "http-request set-header X-Real-IP %[src]"}
        ways = [way(f"{name}-{source}", "", source, before=lines, mode="http")
                for name, lines in before.items() for source, _ in PEERS]
        # A second proxy on the way, which speaks PROXY and adds to the chain: dialled from ALSO_TRUSTED.
        cls.start([*ways, way("near", "send-proxy-v2", before="option forwardfor", mode="http")])
        far = way("far", "", ALSO_TRUSTED, before="option forwardfor", mode="http", port=cls.port())
        section = far.section(cls.server).replace(f":{cls.server.http} ", f":{cls.ways['near'].port} ")
        cls.ways["far"] = far
        cls.keep(haproxy(cls.directory, "far", section, [far.port]))

    def test_option_forwardfor(self):
        for source, trusted in PEERS:
            for host, client, _ in CLIENTS:
                with self.subTest(source=source, client=client):
                    report = self.through(f"x-forwarded-for-{source}", host, client).report
                    self.assert_from(report, client if trusted else source, "x_forwarded_for" if trusted else "peer")
                    self.assert_holds(report["peer"], {"address": source, "trusted": trusted})
                    self.assert_holds(report["forwarding"]["x_forwarded_for"], {"believed": trusted, "lines": [client]})
                    self.assertIsNone(report["proxy_protocol"])

    def test_a_clients_own_x_forwarded_for_stays_a_claim(self):
        forged = [("X-Forwarded-For", "203.0.113.9, 127.0.0.7"), ("X-Forwarded-For", "198.51.100.1")]
        for source, trusted in PEERS:
            with self.subTest(source=source):
                report = self.through(f"x-forwarded-for-{source}", fields=forged).report
                self.assert_from(report, CLIENT if trusted else source, "x_forwarded_for" if trusted else "peer")
                hops = report["forwarding"]["x_forwarded_for"]["hops"]
                self.assertEqual([hop["address"] for hop in hops], ["203.0.113.9", TRUSTED, "198.51.100.1", CLIENT])

    def test_set_header_forwarded(self):
        for source, trusted in PEERS:
            for host, client, transport in CLIENTS:
                name = "forwarded-v6" if transport == "TCP6" else "forwarded"
                with self.subTest(source=source, client=client):
                    seen = self.through(f"{name}-{source}", host, client)
                    self.assert_from(seen.report, client if trusted else source, "forwarded" if trusted else "peer")
                    forwarded = seen.report["forwarding"]["forwarded"]
                    self.assert_holds(forwarded, {"believed": trusted, "valid": True})
                    self.assertEqual(len(forwarded["hops"]), 1)
                    self.assert_holds(forwarded["hops"][0], {"for": seen.own, "proto": "http"})

    def test_a_clients_own_forwarded_stays_a_claim(self):
        report = self.through(f"add-forwarded-{TRUSTED}", fields=[("Forwarded", "for=203.0.113.9")]).report
        self.assert_from(report, CLIENT, "forwarded")
        self.assertEqual([hop["for"]["address"] for hop in report["forwarding"]["forwarded"]["hops"]], ["203.0.113.9", CLIENT])

    def test_a_field_that_haproxy_does_not_write_is_not_believed_beside_one_that_it_does(self):
        report = self.through(f"x-forwarded-for-{TRUSTED}", fields=[("Forwarded", "for=203.0.113.9")]).report
        self.assertTrue(report["client_address_contradiction"])
        self.assert_from(report, TRUSTED, "peer")

    def test_x_real_ip(self):
        for source, trusted in PEERS:
            with self.subTest(source=source):
                report = self.through(f"x-real-ip-{source}", fields=[("X-Real-IP", "203.0.113.9")]).report
                self.assert_from(report, CLIENT if trusted else source, "x_real_ip" if trusted else "peer")
                self.assert_holds(report["forwarding"]["x_real_ip"], {"believed": trusted, "address": CLIENT})

    def test_proxy_protocol_first_then_the_fields(self):
        """client → far → near → server: near's header says far, far's field says the client."""
        report = self.through("far").report
        self.assert_holds(report, {"peer": {"address": TRUSTED},
                                   "proxy_protocol": {"believed": True, "source": {"address": ALSO_TRUSTED}}})
        hops = report["forwarding"]["x_forwarded_for"]["hops"]
        self.assertEqual([hop["address"] for hop in hops], [CLIENT, ALSO_TRUSTED])
        self.assert_from(report, CLIENT, "x_forwarded_for")


class Checks(HaproxyTest):
    """Health checks are haproxy's own connections: LOCAL in version 2; version 1 names haproxy's own end as the client."""

    CHECK = ("option httpchk\n    http-check send meth GET uri / ver HTTP/1.1 hdr Host echo hdr Accept application/json\n"
             "    http-check expect rstring {}")
    OWN = r'"client_address":"127.0.0.7","client_address_from":"proxy_protocol".*"command":"PROXY"'
    LOCAL = r'"client_address":"127.0.0.7","client_address_from":"peer".*"command":"LOCAL"'
    PLAIN = r'"client_address":"127.0.0.7","client_address_from":"peer".*"proxy_protocol":null'
    # name, server options, what the answer must say, the outcome that is counted
    ROWS = (("v1", "send-proxy check check-send-proxy", OWN, "v1"),
            ("v2", "send-proxy-v2 check check-send-proxy", LOCAL, "local"),
            ("v2-crc32c", "send-proxy-v2 proxy-v2-options crc32c,ssl check check-send-proxy", LOCAL, "local"),
            # The check has an address of its own, and so no header: what kubernetes does to a server behind a proxy.
            ("plain", "send-proxy-v2 check addr 127.0.0.1 port {port}", PLAIN, "absent"))

    @classmethod
    def set_up(cls):
        """A server for every row, so that what it counts is that row's."""

    def test_they_are_answered_and_the_way_works(self):
        for name, options, expected, outcome in self.ROWS:
            with self.subTest(name), echoserver("--trusted-proxies", f"{TRUSTED}/32") as server:
                row = way(name, options.format(port=server.http) + " inter 50ms fastinter 50ms", before=self.CHECK.format(
                    f"'{expected}'"), mode="http", port=self.port())
                with haproxy(self.directory, f"check-{name}", row.section(server), [row.port]) as proxy:
                    status = eventually(lambda: (lambda row: row["check_status"].startswith("L") and row)(
                        proxy.statistics()[name, "echo"]), "a check has ended")
                    self.assertEqual(status["check_status"], "L7OK", status["last_chk"])
                    eventually(lambda: server.counted("proxy_headers", f'outcome="{outcome}"') >= 2, "checks go on")
                    self.assert_from(ask(row.port, source=CLIENT).report, CLIENT, "proxy_protocol")
                self.assertEqual(server.counted("proxy_headers", 'outcome="rejected"'), 0)


if __name__ == "__main__":
    main("haproxy", "openssl")
