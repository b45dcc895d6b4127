"""in_the_lab.py ROOT SIPPROBE ECHOSERVER: the image's programs in the lab, started from the image's root by the wrappers
SIPPROBE and ECHOSERVER. The lab's own pods run the image's echoserver already."""

import json
import os
import subprocess
import sys
import urllib.request

ROOT, SIPPROBE, ECHOSERVER = sys.argv[1:]


def check(what: str, holds: bool, told: object = "") -> None:
    print(f"{'ok  ' if holds else 'FAIL'} {what}")
    if not holds:
        sys.exit(str(told))


def run(*command: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)


def servers() -> list[str]:
    """Processes whose root is the image's."""
    out = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if file.read().startswith(b"/echoserver\0"):
                    out.append(pid)
        except OSError:
            pass
    return out


def status_of(pid: str) -> dict[str, str]:
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def main() -> None:
    running = servers()
    check("the lab's endpoints run the image's echoserver", bool(running))
    for pid in running:
        status = status_of(pid)
        check(f"{pid} is 65532", set(status["Uid"].split()) == set(status["Gid"].split()) == {"65532"}, status)
        check(f"{pid} has no capability", int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 0, status)
        check(f"{pid} can get no privilege", status["NoNewPrivs"] == "1", status)
        # Its root is a mount of its own: the kernel says read-only to everybody there, root included.
        with open(f"/proc/{pid}/mountinfo", encoding="utf-8") as file:
            mounts = [line.split() for line in file if f" {ROOT} " in line or line.split()[4] == "/"]
        check(f"{pid} has a read-only root", any(mount[5].split(",")[0] == "ro" for mount in mounts), mounts)

    swept = run(SIPPROBE, "--nodes", "auto", "--output", "json")
    check("sipprobe from the image sweeps the lab", swept.returncode == 0, swept.stderr)
    rows = json.loads(swept.stdout)["rows"]
    preserved = [row for row in rows if row["seen"]["outcome"] == "preserved"]
    check(f"{len(rows)} paths, {len(preserved)} preserved", len(rows) >= 17 and len(preserved) >= 2, swept.stdout)

    for arguments in (["--version"], ["--help"]):
        told = run(ECHOSERVER, *arguments)
        check(f"echoserver {arguments[0]}", told.returncode == 0 and told.stdout != "", told.stderr)

    with subprocess.Popen([ECHOSERVER], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        for line in server.stderr:
            if "listening on" in line:
                break
        check("without arguments it listens where the tutorial's --target-port looks", ":8080 http" in line, line)
        with urllib.request.urlopen("http://127.0.0.1:8080/", timeout=60) as answer:
            check("and answers", b"client_address=127.0.0.1\n" in answer.read())
        told = run(ECHOSERVER, "healthcheck")
        check("HEALTHCHECK's command agrees", told.returncode == 0, told.stderr)
        server.terminate()
        check("SIGTERM ends it with 0", server.wait(60) == 0)

    nowhere = run(SIPPROBE, "--server", "http://no-such-host.invalid:1")
    check("a name that does not resolve is an error, not a crash", nowhere.returncode == 3, nowhere.stderr)


if __name__ == "__main__":
    main()
