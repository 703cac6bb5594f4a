#!/usr/bin/env python3
"""Transactions over lists and registers, for one node alone: one at a time, all in memory."""

import sys

sys.dont_write_bytecode = True
from node import Node  # noqa: E402

node = Node()
held = {}


def execute(f, key, value):
    if f == "r":
        now = held.get(key)
        value = list(now) if isinstance(now, list) else now
    elif f == "append":
        held.setdefault(key, []).append(value)
    else:
        held[key] = value
    return [f, key, value]


@node.on("txn")
def txn(message):
    done = [execute(*operation) for operation in message["body"]["txn"]]
    node.reply(message, {"type": "txn_ok", "txn": done})


node.run()
