#!/usr/bin/python3
"""Holds sipprobe's benchmark to its word on a handful of paths: all are walked, half of them to nobody where it says so.

usage: sweep_check.py ECHOSERVER SIPPROBE

No speed is judged. Exits with 77, ctest's word for a skipped test, where curl is missing.
"""

import sys

import api_stand_in
import sweep_bench

SKIPPED = 77


def main():
    if missing := sweep_bench.missing_tool():
        print(f"no {missing} here")
        return SKIPPED
    size = len(api_stand_in.node(4999))
    if abs(size - api_stand_in.NODE_SIZE) > 1000:
        print(f"a node has {size} bytes")
        return 1
    # More nodes than one page holds would need a second; a dead target takes the whole timeout.
    sweep_bench.bench(sweep_bench.parse(["--echoserver", sys.argv[1], "--sipprobe", sys.argv[2], "--nodes", "6", "--services", "600",
                                         "--rounds", "1", "--dead-timeout", "1000"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
