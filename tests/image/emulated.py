"""emulated.py ROOT ARCH: the image's programs run by qemu-user: that they start, serve, ask and end."""

import subprocess
import sys

ROOT, ARCH = sys.argv[1:]
QEMU = {"arm64": "qemu-aarch64-static", "amd64": "qemu-x86_64-static"}[ARCH]


def check(what: str, holds: bool, told: object = "") -> None:
    print(f"{'ok  ' if holds else 'FAIL'} {what}")
    if not holds:
        sys.exit(str(told))


def command(program: str, *arguments: str) -> list[str]:
    # The program's name in its root, as argv[0]: it chooses by that.
    return [QEMU, "-0", f"/{program}", f"{ROOT}/echoserver", *arguments]


def run(program: str, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(command(program, *arguments), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=300, check=False, user=65532, group=65532, extra_groups=[])


def main() -> None:
    for program in ("echoserver", "sipprobe"):
        told = run(program, "--version")
        check(f"{program} --version", told.returncode == 0 and told.stdout.startswith(program), told)
    arguments = ["--address=127.0.0.1", "--http-port=0", "--https-port=0", "--udp-port=off", "--admin-port=0"]
    with subprocess.Popen(command("echoserver", *arguments), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          user=65532, group=65532, extra_groups=[]) as server:
        for line in server.stderr:
            if "listening on" in line:
                break
        check("it listens", "listening on" in line, line)
        ports = {word: place.rsplit(":", 1)[1] for place, word in
                 (part.split()[-2:] for part in line.split(", ") if ":" in part and "thread" not in part)}
        told = run("echoserver", "healthcheck", "--address=127.0.0.1", f"--admin-port={ports['admin']}")
        check("healthcheck", told.returncode == 0, told.stderr)
        told = run("sipprobe", "--nodes=127.0.0.1", f"--port={ports['http']}", "--timeout=60s", "--connect-timeout=60s")
        check("sipprobe sees its own address", "preserved" in told.stdout, told)
        server.terminate()
        check("SIGTERM ends it with 0", server.wait(120) == 0)


if __name__ == "__main__":
    main()
