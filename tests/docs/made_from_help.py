#!/usr/bin/python3 -B
"""Writes what is made from the programs' --help: pages of options, manual pages, echoserver's completions.

Usage: made_from_help.py --write|--check SIPPROBE ECHOSERVER       (in the checkout)

  docs/flags-PROGRAM.md    the help of each mode, as it is printed
  man/PROGRAM.1            the same as a manual page, man(7)
  completions/             bash, zsh and fish: sipprobe's by its own `completion`, echoserver's from its options

--check says which of them is not what would be written now.
"""

import pathlib
import re
import subprocess
import sys

HEADING = re.compile(r"^([A-Z][A-Za-z ]+):$")
ENTRY = re.compile(r"^  (\S.*?)(?:  +(\S.*))?$")
CONTINUED = re.compile(r"^ {20,}(\S.*)$")
FLAG = re.compile(r"--[a-z0-9][a-z0-9.-]*")
SUMMARY = {"sipprobe": "find out whether Kubernetes services preserve the source address",
           "echoserver": "answer HTTP requests with what the server saw of them"}
SHELLS = {"bash": "{}.bash", "zsh": "_{}", "fish": "{}.fish"}


def printed(*command):
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=True).stdout.decode()


def modes_of(program, name):
    """[(words, help)]: the program's own help, then that of each mode it lists."""
    found = [([], printed(program, "--help"))]
    section = re.search(r"^(?:Modes|Subcommands):\n((?:  .*\n)+)", found[0][1], re.M)
    words = re.findall(r"^  ([a-z]+)\b", section[1], re.M) if section else []
    if name == "echoserver":
        words = ["healthcheck"]
    return found + [([word], printed(program, word, "--help")) for word in words]


def page(name, modes):
    out = f"# The options of {name}\n\nAs `{name} --help` prints them; `scripts/docs` writes this page.\n"
    for words, text in modes:
        command = " ".join([name] + words)
        out += f"\n## {command}\n\n```text\n{text.rstrip()}\n```\n"
    return out


def roff(text):
    """Text that troff takes literally."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


class manual:
    """A help text turned into man(7): headings, tagged entries, words, and literal lines where the help is one."""

    def __init__(self, name):
        self.lines = [f'.TH {name.upper()} 1 "" "srcip" "srcip"', ".SH NAME", f"{name} \\- {roff(SUMMARY[name])}"]

    def add(self, words, name, text):
        self.lines.append(f".SH {'DESCRIPTION' if not words else ' '.join([name] + words).upper()}")
        literal = False
        for line in text.rstrip().splitlines():
            heading, entry, continued = HEADING.match(line), ENTRY.match(line), CONTINUED.match(line)
            if heading:
                literal = self.literal(literal, False)
                self.lines.append(f'.SS "{roff(heading[1])}"')
                literal = self.literal(literal, heading[1] in ("Examples", "Exit status"))
            elif literal or not line:
                self.lines.append(roff(line) if literal else ".PP")
            elif continued:
                self.lines.append(roff(continued[1]))
            elif entry:
                self.lines += [".TP", f"\\fB{roff(entry[1])}\\fR"] + ([roff(entry[2])] if entry[2] else [])
            else:
                self.lines.append(roff(line))
        self.literal(literal, False)

    def literal(self, now, wanted):
        if now != wanted:
            self.lines.append(".nf" if wanted else ".fi")
        return wanted

    def text(self):
        out, previous = [], None
        for line in self.lines:
            if line == ".PP" and previous in (".PP", None) or line == ".PP" and previous and previous.startswith(".S"):
                continue
            out.append(line)
            previous = line
        return "\n".join(out) + "\n"


def options_of(text):
    """{flag: description} of a help text."""
    found, last = {}, None
    for line in text.splitlines():
        entry, continued = ENTRY.match(line), CONTINUED.match(line)
        if entry and entry[1].startswith("-"):
            last = FLAG.search(entry[1])[0]
            found[last] = entry[2] or ""
        elif continued and last:
            found[last] = (found[last] + " " + continued[1]).strip()
        else:
            last = None
    return found


def completion(shell, name, options):
    if shell == "bash":
        words = " ".join(options)
        return (f"# bash completion for {name}\n_{name}() {{\n    local now=${{COMP_WORDS[COMP_CWORD]}}\n"
                f"    if [[ $now == -* ]]; then\n        mapfile -t COMPREPLY < <(compgen -W '{words}' -- \"$now\")\n    else\n"
                f"        mapfile -t COMPREPLY < <(compgen -f -- \"$now\")\n    fi\n}}\ncomplete -o filenames -F _{name} {name}\n")
    clean = {flag: re.sub(r"['\[\]:\\]", " ", text).strip() for flag, text in options.items()}
    if shell == "zsh":
        lines = "".join(f" \\\n    '{flag}[{text}]'" for flag, text in clean.items())
        return f"#compdef {name}\n\n_arguments{lines} \\\n    '*:file:_files'\n"
    lines = "".join(f"complete -c {name} -l {flag[2:]} -d '{text}'\n" for flag, text in clean.items())
    return f"# fish completion for {name}\n{lines}"


def everything(programs):
    """{path: content} of all that is made."""
    made = {}
    for name, program in programs.items():
        modes = modes_of(program, name)
        made[f"docs/flags-{name}.md"] = page(name, modes)
        man = manual(name)
        for words, text in modes:
            man.add(words, name, text)
        made[f"man/{name}.1"] = man.text()
        for shell, file in SHELLS.items():
            made[f"completions/{file.format(name)}"] = (printed(program, "completion", shell) if name == "sipprobe" else
                                                        completion(shell, name, options_of(modes[0][1])))
    return made


def main():
    write = sys.argv[1] == "--write"
    old = 0
    for path, content in everything({"sipprobe": sys.argv[2], "echoserver": sys.argv[3]}).items():
        file = pathlib.Path(path)
        if write:
            file.parent.mkdir(exist_ok=True)
            file.write_text(content)
        elif not file.exists() or file.read_text() != content:
            print(f"{path} is not what --help says now; run scripts/docs")
            old += 1
    print("written" if write else f"{old} files are old")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
