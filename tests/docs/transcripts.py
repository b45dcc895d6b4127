#!/usr/bin/python3 -B
"""Runs what the pages say one can type, and holds the pages to what really comes out.

Usage: transcripts.py [--update] [--in-lab] PAGE SIPPROBE ECHOSERVER

A transcript is a block fenced as ```console. A line of it that begins with a prompt is a command, what follows is its
output, word for word but for:

    ...           as a whole line: any lines, or none
    <age>         kubectl's age of an object

Without --in-lab the prompt is "$ " and commands run in the checkout. With it, this script runs inside the lab
(lab/lab -- transcripts.py --in-lab …), the prompt names a host of the lab ("client$ ", "n1$ ", "p-client-2$ "), and all
commands of a page share one cluster, in their order. A change of the cluster takes a moment to reach its nodes, so a
command whose output differs is run again until it does not, or PATIENCE is over.

--update writes what came out into the page.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

PATIENCE = 30  # seconds for one command, however often it is run
PAUSE = 0.2  # seconds between two runs of a command that is not yet right
FENCE = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
AGE = re.compile(r"(?<=\s)(?:\d+[smhd])+(?=\s|$)")


def split_block(text, in_lab):
    """[(host, command, output)] of one block's text; text before the first prompt belongs to nobody and is an error."""
    prompt = re.compile(r"^([a-z][a-z0-9-]*)\$ (.*)$" if in_lab else r"^()\$ (.*)$")
    found = []
    for line in text.splitlines():
        match = prompt.match(line)
        if match:
            found.append([match[1], match[2], []])
        elif found and found[-1][1].endswith("\\"):
            found[-1][1] += "\n" + line
        elif found:
            found[-1][2].append(line)
        else:
            raise SystemExit(f"a transcript begins with no command: {line!r}")
    return [(host, command, output) for host, command, output in found]


def pattern(lines):
    """What the lines of a page stand for, as a regular expression over the lines that came out."""
    parts = []
    for line in lines:
        if line == "...":
            parts.append(r"(?:.*\n)*?")
        else:
            # kubectl pads with spaces, as many as the age leaves
            parts.append(re.sub(r"(?:\\ )*<age>(?:\\ )*", r" *(?:\\d+[smhd])+ *", re.escape(line)) + r" *\n")
    return re.compile("".join(parts))


def run(host, command, environment, in_lab):
    """Everything the command printed, as lines."""
    argv = ["bash", "-c", command]
    if in_lab and host != os.environ["SRCIP_LAB_HOST"]:
        argv = ["nsenter", f"--net=/run/netns/{host}"] + argv
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=environment, cwd=environment["PWD"], timeout=PATIENCE * 2, check=False)
    except subprocess.TimeoutExpired:
        return [f"(nothing within {PATIENCE * 2} s)"]
    return done.stdout.decode(errors="backslashreplace").splitlines()


def matches(wanted, lines):
    return pattern(wanted).fullmatch("".join(line + "\n" for line in lines)) is not None


def settle(host, command, wanted, environment, in_lab, patience):
    """The command's output: the wanted one as soon as it comes, else the last."""
    end = time.monotonic() + patience
    while True:
        lines = run(host, command, environment, in_lab)
        if matches(wanted, lines) or time.monotonic() > end:
            return lines
        time.sleep(PAUSE)  # between two tries: what is waited for is looked for, not slept for


def as_written(lines, wanted):
    """Lines for a page: ages made neutral; a page that leaves lines out keeps its own."""
    return wanted if "..." in wanted else [AGE.sub("<age>", line).rstrip() for line in lines]


def environment_of(folder, programs, in_lab):
    """PATH leads to the built programs under their names, commands in the lab may write here; nothing of the caller's terminal or language is left."""
    for name, program in programs.items():
        os.symlink(os.path.realpath(program), os.path.join(folder, name))
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "CI", "GITHUB_STEP_SUMMARY")}
    kept.update(PWD=folder if in_lab else os.getcwd(), PATH=f"{folder}:{os.environ['PATH']}", LC_ALL="C.UTF-8", TERM="dumb",
                SRCIP_ECHOSERVER=os.path.realpath(programs["echoserver"]))
    return kept


def check(page, programs, in_lab, update):
    text = page.read_text()
    wrong = 0
    patience = 2 if update else PATIENCE if in_lab else 0
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_of(folder, programs, in_lab)

        def block(match):
            nonlocal wrong
            out = []
            for host, command, wanted in split_block(match[1], in_lab):
                lines = settle(host, command, wanted, environment, in_lab, patience)
                out += [f"{host}$ {command}"] + as_written(lines, wanted)
                if not matches(wanted, lines):
                    wrong += 1
                    if not update:
                        print(f"{page}: $ {command}\n--- the page says\n" + "\n".join(wanted) + "\n--- it printed\n" +
                              "\n".join(lines))
            return "```console\n" + "".join(line + "\n" for line in out) + "```"

        made = FENCE.sub(block, text)
        count = len(FENCE.findall(text))
    if update:
        page.write_text(made)
    print(f"{page.name}: {count} transcripts, {wrong} commands that print something else")
    return 0 if update or wrong == 0 and count > 0 else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--in-lab", action="store_true")
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("sipprobe")
    parser.add_argument("echoserver")
    given = parser.parse_args()
    return check(given.page, {"sipprobe": given.sipprobe, "echoserver": given.echoserver}, given.in_lab, given.update)


if __name__ == "__main__":
    sys.exit(main())
