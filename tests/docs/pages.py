#!/usr/bin/python3 -B
"""Holds the pages to the checkout and to the programs.

Usage: pages.py SIPPROBE ECHOSERVER          (in the checkout)

- Links to files and headings of this checkout lead somewhere.
- Options that a page names belong to one of the programs, or to a program that is named beside them.
- A translation has its original's blocks of code, byte for byte and in the same order.
"""

import pathlib
import re
import subprocess
import sys

TRANSLATIONS = {"docs/tutorial.ko.md": "docs/tutorial.md"}
FOLDERS = (".", "docs", "lab")
FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# `--flag` or `program … --flag …` in a code span
SPAN = re.compile(r"`([^`\n]+)`")
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z0-9.-]*[a-z0-9](?![\w…-])")
OURS = re.compile(r"\b(sipprobe|echoserver)\b")
# Options of other programs that pages name alone, and commands whose options are none of ours.
OTHERS_FLAGS = {
    "--hostname-override", "--cluster-cidr", "--masquerade-all",  # kube-proxy
    "--haproxy-protocol",  # curl
    "--tls-cert-file", "--tls-private-key-file", "--delay-shutdown", "--http-override", "--udp-listen-addresses", "--sctp-port",  # agnhost
    "--read-only", "--cap-drop", "--security-opt",  # container engines
}
OTHERS = re.compile(r"\b(kubectl|curl|cmake|ctest|git|buildah|docker|podman|lab/lab|scripts/\S+|haproxy|nginx|apt-get|"
                    r"unshare|tmux|wrk|agnhost|netexec|helm|nft|ip|chromium|qemu\S*|cosign|skopeo|npm|python3?)\b|kube-proxy")


def pages(root):
    return [page for folder in FOLDERS for page in sorted((root / folder).glob("*.md"))]


def anchors(page):
    """GitHub's names for a page's headings."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.M):
        name = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()).replace(" ", "-")
        while name in found:
            name += "-1"
        found.add(name)
    return found


def broken_links(page, root):
    for target in LINK.findall(FENCE.sub("", page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or root not in file.parents and file != root:
            yield f"{page.relative_to(root)}: {target} leads nowhere"
        elif anchor and file.suffix == ".md" and anchor not in anchors(file):
            yield f"{page.relative_to(root)}: {target}: there is no such heading"


def flags_of(program):
    """Every option that a program's help names, its subcommands' and modes' help included."""
    seen, queue = set(), [[]]
    for words in queue:
        text = subprocess.run([program, *words, "--help"], capture_output=True, stdin=subprocess.DEVNULL, timeout=60,
                              check=True).stdout.decode()
        seen |= set(FLAG.findall(text))
        if not words:
            section = re.search(r"^(?:Modes|Subcommands|Commands):\n((?:  .*\n)+)", text, re.M | re.I)
            queue += [[word] for word in re.findall(r"^  ([a-z]+)\b", section[1], re.M)] if section else []
    return seen | {"--help", "--version"}


def unknown_flags(page, root, known):
    text = FENCE.sub("", page.read_text())
    for span in SPAN.findall(text):
        if OTHERS.search(span) and not OURS.match(span):
            continue
        for flag in FLAG.findall(span):
            owner = OURS.match(span)
            allowed = known[owner[1]] if owner else known["sipprobe"] | known["echoserver"] | known["others"]
            if flag not in allowed:
                yield f"{page.relative_to(root)}: `{span}`: no program has {flag}"


def differing_blocks(root):
    for translation, original in TRANSLATIONS.items():
        blocks = [[m[0] for m in FENCE.finditer((root / name).read_text())] for name in (translation, original)]
        if blocks[0] != blocks[1]:
            yield f"{translation}: its blocks of code are not those of {original}"


def main():
    root = pathlib.Path.cwd()
    known = {"sipprobe": flags_of(sys.argv[1]), "echoserver": flags_of(sys.argv[2])}
    # What pages name without its program beside it, the scripts' own options among it.
    own = "".join(path.read_text() for folder in ("scripts", "lab", "tests/bench") for path in (root / folder).glob("*")
                  if path.is_file()) + (root / "lab/srcip_lab/cli.py").read_text()
    known["others"] = set(FLAG.findall(own)) | OTHERS_FLAGS
    found = list(differing_blocks(root))
    for page in pages(root):
        found += broken_links(page, root)
        found += unknown_flags(page, root, known)
    print("\n".join(found) or f"{len(pages(root))} pages: every link leads somewhere, every option exists")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
