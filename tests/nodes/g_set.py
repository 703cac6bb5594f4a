#!/usr/bin/env python3
"""A set that grows: each node keeps it in a file and tells the others all of it five times a
second. --bad=forget: no file, and the others are told every three seconds only, so that a node that
is killed takes with it what only it had. --bad=replace: what another node says replaces what this
one has.
"""

import json
import os
import sys

sys.dont_write_bytecode = True
from node import Node  # noqa: E402

FILE = "elements"

node = Node()
elements = set()
forgets = "--bad=forget" in sys.argv
replaces = "--bad=replace" in sys.argv
if os.path.exists(FILE) and not forgets:
    with open(FILE, encoding="utf-8") as file:
        elements = {json.loads(line) for line in file.read().split("\n")[:-1]}


def keep(fresh):
    if forgets or not fresh:
        return
    with open(FILE, "a", encoding="utf-8") as file:
        file.write("".join(json.dumps(element) + "\n" for element in fresh))


def add(fresh):
    fresh = set(fresh) - elements
    keep(fresh)
    elements.update(fresh)


@node.on("add")
def on_add(message):
    add([message["body"]["element"]])
    node.reply(message, {"type": "add_ok"})


@node.on("read")
def read(message):
    node.reply(message, {"type": "read_ok", "value": sorted(elements)})


@node.on("merge")
def merge(message):
    if replaces:
        elements.clear()
    add(message["body"]["elements"])


def tell():
    for other in node.others:
        node.send(other, {"type": "merge", "elements": sorted(elements)})


node.every(3.0 if forgets else 0.2, tell)
node.run()
