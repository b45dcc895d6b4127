#!/usr/bin/python3 -B
"""Puts the blocks of code of docs/tutorial.md, in their order, into its translations, whose words stay as they are."""

import pathlib
import sys

from pages import FENCE, TRANSLATIONS


def main():
    for translation, original in TRANSLATIONS.items():
        blocks = [match[0] for match in FENCE.finditer(pathlib.Path(original).read_text())]
        text = pathlib.Path(translation).read_text()
        if len(FENCE.findall(text)) != len(blocks):
            raise SystemExit(f"{translation} has another number of blocks than {original}: add or remove them by hand first")
        rest = iter(blocks)
        pathlib.Path(translation).write_text(FENCE.sub(lambda _: next(rest), text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
