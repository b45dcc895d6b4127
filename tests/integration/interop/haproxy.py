"""A real haproxy between a client and the server under test."""

import csv
import io
import socket

from harness import child, eventually

GLOBAL = """
global
    nbthread 1
    stats socket {socket} level admin
    tune.ssl.default-dh-param 2048
defaults
    timeout connect 30s
    timeout client 60s
    timeout server 60s
"""


class haproxy(child):
    """Runs `sections` (the configuration behind global and defaults) until closed; `ports` are those it listens on."""

    def __init__(self, directory, name, sections, ports):
        self.socket = directory / f"{name}.sock"
        configuration = directory / f"{name}.cfg"
        configuration.write_text(GLOBAL.format(socket=self.socket) + sections)
        super().__init__(["haproxy", "-db", "-f", configuration])
        try:
            eventually(lambda: self.is_up(*ports) and self.socket.exists(), "haproxy listens")
        except BaseException:
            self.close()
            raise

    def command(self, text):
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(str(self.socket))
            peer.sendall(text.encode() + b"\n")
            return b"".join(iter(lambda: peer.recv(65536), b"")).decode()

    def statistics(self):
        """{(proxy, server or FRONTEND or BACKEND): {field: text}}"""
        rows = csv.DictReader(io.StringIO(self.command("show stat").lstrip("# ")))
        return {(row["pxname"], row["svname"]): row for row in rows}
