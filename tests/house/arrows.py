#!/usr/bin/python3
"""Which headers a folder may include: the arrows of docs/architecture.md, held to.

usage: arrows.py CHECKOUT
"""

import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.M)

# folder -> patterns of what its files must not include
FORBIDDEN = {
    "include/srcip": r"boost/(asio|beast)|spdlog|CLI/|sys/socket\.h|(probe|echoserver)/",
    "src": r"boost/(asio|beast)|spdlog|CLI/|sys/socket\.h|chrono|iostream|(probe|echoserver)/",
    "echoserver": r"probe/",
    "probe": r"echoserver/",
    "probe/report": r"boost/(asio|beast)|probe/(kube|discovery|sweep|exchange)|sys/socket\.h|CLI/",
    "probe/kube": r"probe/(plan|verdict|report|sweep|exchange|rules)|CLI/",
}

# Files that are pure although their folder is not: text and facts in, text and facts out.
PURE_PROBE = {
    "address_book",
    "baseline",
    "changes",
    "choices",
    "facts",
    "find_rewriter",
    "find_service",
    "forwarded_fields",
    "health",
    "health_body",
    "health_plan",
    "http_request",
    "http_reply",
    "json_reader",
    "merge",
    "judge_rows",
    "judgement",
    "node_targets",
    "observation",
    "path",
    "placement",
    "plan",
    "rules",
    "samples",
    "saved_report",
    "service_ports",
    "skip_list",
    "special_address",
    "summary",
    "vantage",
    "verdict",
    "verdict_text",
    "walk_order",
}
PURE_FORBIDDEN = r"boost/(asio|beast)|sys/socket\.h|probe/(kube|discovery|sweep|exchange)|CLI/|spdlog"

# The two bridges to the network libraries.
EXEMPT = {"include/srcip/asio_address.hpp", "src/boost_asio.cpp", "src/boost_beast.cpp"}


def rules_for(path):
    folder = str(path.parent)
    for prefix, pattern in FORBIDDEN.items():
        if folder == prefix or folder.startswith(prefix + "/"):
            yield pattern
    if folder == "probe" and (path.stem in PURE_PROBE or path.stem.startswith("advice")):
        yield PURE_FORBIDDEN


def violations(root):
    for path in sorted(root.rglob("*.[ch]pp")):
        relative = path.relative_to(root)
        if relative.parts[0] in ("build", "tests") or str(relative) in EXEMPT:
            continue
        for header in INCLUDE.findall(path.read_text()):
            for pattern in rules_for(relative):
                if re.match(pattern, header):
                    yield f"{relative} includes {header}"


def main():
    root = pathlib.Path(sys.argv[1])
    found = list(violations(root))
    print("\n".join(found) or "every arrow points the right way")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
