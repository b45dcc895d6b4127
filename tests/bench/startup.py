"""From the start of a program to its first answer."""

import statistics
import time

import load
import servers


def once(start):
    """(milliseconds on the clock, milliseconds of processor time)."""
    begin = time.monotonic()
    with servers.serving(start()) as server:
        servers.ask(server.http_port, servers.plain_request())
        return (time.monotonic() - begin) * 1e3, load.processor_nanoseconds(server.process.pid) / 1e6


def median(start, times):
    return tuple(map(statistics.median, zip(*(once(start) for _ in range(times)))))
