#!/usr/bin/python3
"""stunnel in front: it ends the client's TLS and sends a PROXY header of version 1. (As a TLS client it sends none.)

usage: test_stunnel.py ECHOSERVER
"""

from harness import CLIENT, STRANGER, TRUSTED, PeerTest, ask, certificates, child, echoserver, eventually, has_ipv6, main

GLOBAL = """foreground = yes
pid =
output = /dev/stderr
socket = l:SO_REUSEADDR=1
"""

# where it listens: (who asks there, what the header calls it)
HOSTS = {"127.0.0.1": (CLIENT, "TCP4"), **({"::1": ("::1", "TCP6")} if has_ipv6() else {})}

SERVICE = """[{name}]
accept = {accept}
connect = 127.0.0.1:{connect}
protocol = proxy
local = {source}
cert = {certificate}
"""


class Stunnel(PeerTest):
    @classmethod
    def set_up(cls):
        cls.server = cls.keep(echoserver("--trusted-proxies", f"{TRUSTED}/32"))
        cls.pki = certificates(cls.directory)
        certificate = cls.pki.issue("front.example")
        cls.ports = {(source, host): cls.port(host) for source in (TRUSTED, STRANGER) for host in HOSTS}
        services = (SERVICE.format(name=f"{source}-{port}", accept=f"{host}:{port}", connect=cls.server.http, source=source,
                                   certificate=certificate) for (source, host), port in cls.ports.items())
        configuration = cls.directory / "stunnel.conf"
        configuration.write_text(GLOBAL + "".join(services))
        stunnel = cls.keep(child(["stunnel4", configuration]))
        eventually(lambda: stunnel.said("Configuration successful"), "stunnel has read its configuration")
        for (_, host), port in cls.ports.items():
            eventually(lambda port=port, host=host: stunnel.is_up(port, host=host), "stunnel listens")

    def test_the_client_is_told_as_stunnel_saw_it(self):
        tls = self.pki.trust()
        for (source, host), port in self.ports.items():
            client, transport = HOSTS[host]
            trusted = source == TRUSTED
            with self.subTest(source=source, client=client):
                seen = ask(port, host, client, tls=tls, sni="front.example")
                self.assert_from(seen.report, client if trusted else source, "proxy_protocol" if trusted else "peer")
                self.assert_holds(seen.report, {
                    "peer": {"address": source, "trusted": trusted}, "tls": None,
                    "proxy_protocol": {"version": 1, "command": "PROXY", "transport": transport, "source": seen.own,
                                       "destination": {"address": host, "port": port}, "believed": trusted}})


if __name__ == "__main__":
    main("stunnel4", "openssl")
