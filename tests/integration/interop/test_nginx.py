#!/usr/bin/python3
"""nginx in front: its PROXY header of version 1, and the fields that two of them in a row write.

usage: test_nginx.py ECHOSERVER
"""

from harness import (ALSO_TRUSTED, CLIENT, STRANGER, TRUSTED, PeerTest, ask, certificates, child, echoserver, eventually,
                     has_ipv6, main)

STREAM = "/usr/lib/nginx/modules/ngx_stream_module.so"

CONFIGURATION = """
load_module {module};
daemon off; master_process off; worker_processes 1;
pid {dir}/nginx.pid; error_log {dir}/error.log;
events {{ worker_connections 512; }}
stream {{
  proxy_protocol on;
{stream}
}}
http {{
  access_log off;
  client_body_temp_path {dir}/b; proxy_temp_path {dir}/p; fastcgi_temp_path {dir}/f;
  uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s;
{http}
}}
"""

CHAIN = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
REAL_IP = "proxy_set_header X-Real-IP $remote_addr;"
FORWARDED = "proxy_set_header Forwarded 'for=\"$remote_addr:$remote_port\";proto=$scheme';"


class Nginx(PeerTest):
    @classmethod
    def set_up(cls):
        cls.server = cls.keep(echoserver("--trusted-proxies", f"{TRUSTED}/32,{ALSO_TRUSTED}/32", https=0))
        cls.pki = certificates(cls.directory)
        cls.ports, cls.stream, cls.http = {}, [], []
        cls.add_streams()
        cls.add_chains()
        configuration = cls.directory / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(module=STREAM, dir=cls.directory, stream="\n".join(cls.stream),
                                                      http="\n".join(cls.http)))
        nginx = cls.keep(child(["nginx", "-p", cls.directory, "-c", configuration]))
        eventually(lambda: nginx.is_up(*(port for name, port in cls.ports.items() if not name.endswith("6"))), "nginx listens")

    @classmethod
    def listening(cls, name, options=""):
        """The listen directives of one server, on both families."""
        cls.ports[name] = cls.port()
        lines = [f"listen 127.0.0.1:{cls.ports[name]} {options};"]
        if has_ipv6():
            cls.ports[name + "6"] = cls.port("::1")
            lines.append(f"listen [::1]:{cls.ports[name + '6']} {options};")
        return " ".join(lines)

    @classmethod
    def add_streams(cls):
        certificate, key = cls.pki.issue("front.example"), cls.directory / "front.example.key"
        for name, source, towards, options, extra in (
                ("stream", TRUSTED, "http", "", ""),
                ("stream-stranger", STRANGER, "http", "", ""),
                ("stream-to-tls", TRUSTED, "https", "", "proxy_ssl on; proxy_ssl_server_name on; proxy_ssl_name echo.example;"),
                ("stream-of-tls", TRUSTED, "http", "ssl", f"ssl_certificate {certificate}; ssl_certificate_key {key};")):
            cls.stream.append(f"server {{ {cls.listening(name, options)} proxy_bind {source}; {extra} "
                              f"proxy_pass 127.0.0.1:{cls.server.ports[towards]}; }}")

    @classmethod
    def add_chains(cls):
        """outer-* → the inner one of the same name → the server (or nginx's own stream, which adds a PROXY header)."""
        cls.port_of = {"server": cls.server.http, "stream": cls.ports["stream"]}
        for name, fields, outer, inner, last in (("chain", CHAIN, ALSO_TRUSTED, TRUSTED, "server"),
                                                 ("chain-strange-inner", CHAIN, ALSO_TRUSTED, STRANGER, "server"),
                                                 ("chain-strange-outer", CHAIN, STRANGER, TRUSTED, "server"),
                                                 ("chain-and-stream", CHAIN, ALSO_TRUSTED, ALSO_TRUSTED, "stream"),
                                                 ("chain-and-real-ip", CHAIN + REAL_IP, ALSO_TRUSTED, TRUSTED, "server"),
                                                 ("real-ip", REAL_IP, ALSO_TRUSTED, TRUSTED, "server"),
                                                 ("forwarded", FORWARDED, ALSO_TRUSTED, TRUSTED, "server")):
            cls.add_http(name, fields, inner, cls.port_of[last])
            cls.add_http("outer-" + name, fields, outer, cls.ports[name])

    @classmethod
    def add_http(cls, name, fields, source, port):
        cls.http.append(f"server {{ {cls.listening(name)} location / {{ {fields} proxy_bind {source}; "
                        f"proxy_pass http://127.0.0.1:{port}; }} }}")

    def through(self, name, host="127.0.0.1", source=CLIENT, **how):
        return ask(self.ports[name + "6" if ":" in host else name], host, source, **how)

    def chain(self, report):
        return [hop["address"] or hop["text"] for hop in report["forwarding"]["x_forwarded_for"]["hops"]]

    def test_stream_with_proxy_protocol(self):
        clients = [("127.0.0.1", CLIENT, "TCP4")] + ([("::1", "::1", "TCP6")] if has_ipv6() else [])
        for name, source, trusted, tls in (("stream", TRUSTED, True, False), ("stream-stranger", STRANGER, False, False),
                                           ("stream-to-tls", TRUSTED, True, True)):
            for host, client, transport in clients:
                with self.subTest(name, client=client):
                    seen = self.through(name, host, client)
                    self.assert_from(seen.report, client if trusted else source, "proxy_protocol" if trusted else "peer")
                    there = {"address": host, "port": self.ports[name + "6" if ":" in host else name]}
                    self.assert_holds(seen.report, {
                        "peer": {"address": source, "trusted": trusted},
                        "proxy_protocol": {"version": 1, "command": "PROXY", "transport": transport, "source": seen.own,
                                           "destination": there, "believed": trusted}})
                    self.assertEqual(seen.report["tls"] is not None, tls)
                    if tls:
                        self.assertEqual(seen.report["tls"]["sni"], "echo.example")

    def test_stream_that_ends_tls(self):
        seen = self.through("stream-of-tls", tls=self.pki.trust(), sni="front.example")
        self.assert_from(seen.report, CLIENT, "proxy_protocol")
        self.assertEqual(seen.report["proxy_protocol"]["source"], seen.own)
        self.assertIsNone(seen.report["tls"])

    def test_two_in_a_row_are_walked_back_to_the_client(self):
        for host, client in [("127.0.0.1", CLIENT)] + ([("::1", "::1")] if has_ipv6() else []):
            with self.subTest(client=client):
                report = self.through("outer-chain", host, client).report
                self.assertEqual(self.chain(report), [client, ALSO_TRUSTED])
                self.assert_from(report, client, "x_forwarded_for")
                self.assert_holds(report, {"peer": {"address": TRUSTED, "trusted": True}, "proxy_protocol": None})

    def test_what_the_client_wrote_stays_a_claim(self):
        report = self.through("outer-chain", fields=[("X-Forwarded-For", f"203.0.113.66, {TRUSTED}")]).report
        self.assertEqual(self.chain(report), ["203.0.113.66", TRUSTED, CLIENT, ALSO_TRUSTED])
        self.assert_from(report, CLIENT, "x_forwarded_for")

    def test_several_lines_of_the_client_are_one_chain(self):
        """nginx joins them, as the server does with those that reach it."""
        fields = [("X-Forwarded-For", "203.0.113.66"), ("X-Forwarded-For", "nonsense"), ("X-Forwarded-For", "[2001:db8::1]:80")]
        report = self.through("outer-chain", fields=fields).report
        self.assertEqual(self.chain(report), ["203.0.113.66", "nonsense", "2001:db8::1", CLIENT, ALSO_TRUSTED])
        self.assert_from(report, CLIENT, "x_forwarded_for")

    def test_an_outer_one_that_is_not_trusted_is_the_client(self):
        report = self.through("outer-chain-strange-outer", fields=[("X-Forwarded-For", "203.0.113.66")]).report
        self.assertEqual(self.chain(report), ["203.0.113.66", CLIENT, STRANGER])
        self.assert_from(report, STRANGER, "x_forwarded_for")

    def test_an_inner_one_that_is_not_trusted_moves_nothing(self):
        report = self.through("outer-chain-strange-inner").report
        self.assertEqual(self.chain(report), [CLIENT, ALSO_TRUSTED])
        self.assert_from(report, STRANGER, "peer")
        self.assert_holds(report["forwarding"]["x_forwarded_for"], {"believed": False})

    def test_a_proxy_header_below_the_chain(self):
        report = self.through("outer-chain-and-stream").report
        self.assert_holds(report, {"peer": {"address": TRUSTED},
                                   "proxy_protocol": {"source": {"address": ALSO_TRUSTED}, "believed": True}})
        self.assertEqual(self.chain(report), [CLIENT, ALSO_TRUSTED])
        self.assert_from(report, CLIENT, "x_forwarded_for")

    def test_x_real_ip_counts_only_alone(self):
        report = self.through("real-ip", fields=[("X-Real-IP", "203.0.113.66")]).report
        self.assert_from(report, CLIENT, "x_real_ip")
        # It names the neighbour: behind two proxies, the outer one.
        self.assert_from(self.through("outer-real-ip").report, ALSO_TRUSTED, "x_real_ip")
        report = self.through("outer-chain-and-real-ip").report
        self.assert_holds(report["forwarding"]["x_real_ip"], {"address": ALSO_TRUSTED, "believed": False})
        self.assert_from(report, CLIENT, "x_forwarded_for")

    def test_forwarded(self):
        seen = self.through("forwarded", fields=[("Forwarded", "for=203.0.113.66")])
        self.assert_from(seen.report, CLIENT, "forwarded")
        self.assert_holds(seen.report["forwarding"]["forwarded"]["hops"][0], {"for": seen.own, "proto": "http"})


if __name__ == "__main__":
    main("nginx", STREAM, "openssl")
