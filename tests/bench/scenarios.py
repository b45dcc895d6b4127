"""What is measured with load, and against whom."""

import dataclasses

from load import Request

ECHO, BARE, NGINX = "echoserver", "bare loop", "nginx"


@dataclasses.dataclass(frozen=True)
class Scenario:
    name: str
    request: Request
    connections: int = 64
    peers: tuple = (ECHO, BARE, NGINX)
    seconds: int = 1


def against_others(seconds):
    keep_alive, close = Request(), Request(close=True)
    tls = (ECHO, NGINX)
    return [
        Scenario("keep-alive, 64 connections", keep_alive, seconds=seconds),
        Scenario("keep-alive, 8 connections", keep_alive, 8, seconds=seconds),
        Scenario("keep-alive, 1 connection", keep_alive, 1, seconds=seconds),
        Scenario("a connection per request", close, seconds=seconds),
        Scenario("TLS, keep-alive", Request("https"), peers=tls, seconds=seconds),
        Scenario("TLS, a connection per request", Request("https", close=True), peers=tls, seconds=seconds),
    ]


def growing(with_nginx):
    """(what it grows with, its scenarios): each is compared with the first of the same server and round.

    Large bodies take so long that what is in flight when wrk stops would count for much: few connections.
    """
    peers = (ECHO, NGINX) if with_nginx else (ECHO,)
    fields = [Scenario("1 header field", Request(), peers=peers)]
    fields += [Scenario(f"{count} header fields", Request(fields=count), peers=peers) for count in (10, 50, 100)]
    sizes = {"empty body": 0, "body of 1 KiB": 1 << 10, "body of 64 KiB": 1 << 16, "body of 1 MiB": 1 << 20}
    bodies = [Scenario(name, Request(body=size), 4, peers) for name, size in sizes.items()]
    return {"the number of header fields, 64 connections": fields, "the size of the body, 4 connections": bodies}
