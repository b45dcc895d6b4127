"""One run of wrk against one server, and what the server's processor time was meanwhile."""

import dataclasses
import pathlib
import re
import subprocess

import servers


@dataclasses.dataclass(frozen=True)
class Request:
    """What every connection asks, again and again."""
    scheme: str = "http"
    close: bool = False     # a new connection for each
    fields: int = 1         # header fields in all, Host among them
    body: int | None = None  # bytes of a POST; None: a GET


@dataclasses.dataclass(frozen=True)
class Sample:
    microseconds: float  # of the server's processor time per request
    requests: int
    socket_errors: int


def processor_nanoseconds(pid):
    """User and system time of all threads so far. /proc's schedstat counts nanoseconds, stat only hundredths of seconds."""
    tasks = pathlib.Path(f"/proc/{pid}/task")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir())


def script(request):
    """wrk's, in Lua; the plain request needs none."""
    lines = [f'wrk.headers["X-Field-{i:03}"] = "the value of field {i:03}"' for i in range(1, request.fields)]
    if request.body is not None:
        lines += ['wrk.method = "POST"', f'wrk.body = string.rep("b", {request.body})']
    return "\n".join(lines)


def command(server, request, connections, seconds, directory):
    out = ["taskset", "-c", str(servers.processors()[1]), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s",
           "-H", f"Host: {servers.HOST}"]
    if request.close:
        out += ["-H", "Connection: close"]
    text = script(request)
    if text:
        file = directory / f"wrk-{request.fields}-{request.body}.lua"
        file.write_text(text)
        out += ["-s", str(file)]
    return [*out, f"{request.scheme}://{servers.LOOPBACK}:{server.port(request.scheme)}/"]


def run(server, request, connections, seconds, directory):
    """Raises Failure when something else than answers with 2xx came back."""
    before = processor_nanoseconds(server.process.pid)
    done = subprocess.run(command(server, request, connections, seconds, directory), capture_output=True, text=True,
                          timeout=seconds + 30, check=False)
    spent = processor_nanoseconds(server.process.pid) - before
    count = re.search(r"(\d+) requests in", done.stdout)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    if done.returncode != 0 or not count or int(count[1]) == 0 or refused:
        raise servers.Failure(f"{server.name}, {request}: {done.stdout}{done.stderr}{server.last_words()}")
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", done.stdout)
    return Sample(spent / 1000 / int(count[1]), int(count[1]), sum(map(int, errors.groups())) if errors else 0)
