#!/usr/bin/env -S python3 -B
"""The rules of the house, checked.

    lint.py [RULE...]        some of them; all of them without an argument
    lint.py --list           their names
    lint.py commits SINCE    the messages of SINCE..HEAD

Exits with 1 when a rule is broken, printing file, line and remedy.
"""

import pathlib
import sys

import once
import rooms
import shape
import texts
import words
from source import Tree

ROOT = pathlib.Path(__file__).resolve().parents[2]

RULES = {
    "arrows": rooms.arrows,
    "functions": shape.functions,
    "files": shape.files,
    "width": shape.width,
    "headers": shape.headers,
    "coroutines": shape.coroutines,
    "once": once.once,
    "words": words.words,
    "links": texts.links,
    "book": texts.book,
    "architecture": texts.architecture,
    "changelog": texts.changelog,
    "scenarios": texts.scenarios,
}


def main(arguments):
    if arguments == ["--list"]:
        print(*RULES)
        return 0
    if arguments[:1] == ["commits"] and len(arguments) == 2:
        found = list(words.commits(ROOT, arguments[1]))
    else:
        unknown = [name for name in arguments if name not in RULES]
        if unknown:
            print(f"no rule {unknown[0]}; rules: {' '.join(RULES)}", file=sys.stderr)
            return 254
        tree = Tree.on_disk(ROOT)
        found = [f for name in arguments or RULES for f in sorted(RULES[name](tree))]
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
