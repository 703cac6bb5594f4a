#!/usr/bin/env python3
"""g-counter and pn-counter on the service seq-kv. Each node adds to a key of its own, and knows its
sum, so that one writer never meets another; a read sums up the keys of all. The service may answer
from the past; so a read first writes something that nobody wrote before: what is read afterwards
cannot be older. --bad=one-key: all add to one key, by a read and a write."""

import sys
import time

sys.dont_write_bytecode = True
from node import KEY_DOES_NOT_EXIST, TEMPORARILY_UNAVAILABLE, Node  # noqa: E402

SERVICE = "seq-kv"

node = Node()
one_key = "--bad=one-key" in sys.argv
synced = time.time_ns()


def number_in(answer):
    if answer is None:
        return None
    if answer["type"] == "error":
        return 0 if answer["code"] == KEY_DOES_NOT_EXIST else None
    return answer["value"]


def read_key(name):
    return node.call(SERVICE, {"type": "read", "key": name})


def write_key(name, value):
    return node.call(SERVICE, {"type": "write", "key": name, "value": value})


def written(answer):
    return answer is not None and answer["type"] == "write_ok"


def unavailable(message):
    node.error(message, TEMPORARILY_UNAVAILABLE, SERVICE + " does not answer")


@node.on("add")
def add(message):
    """By compare-and-set, since two adds of one node may be under way at once."""
    name = "sum" if one_key else "sum-" + node.id
    while True:
        before = number_in((yield read_key(name)))
        if before is None:
            return unavailable(message)
        after = before + message["body"]["delta"]
        if one_key:
            if written((yield write_key(name, after))):
                return node.reply(message, {"type": "add_ok"})
            return None
        request = {"type": "cas", "key": name, "from": before, "to": after}
        answer = yield node.call(SERVICE, {**request, "create_if_not_exists": True})
        if answer is None:
            return None  # it may have happened: nobody knows
        if answer["type"] == "cas_ok":
            return node.reply(message, {"type": "add_ok"})


@node.on("read")
def read(message):
    global synced
    synced += 1
    if not written((yield write_key("sync-" + node.id, synced))):
        return unavailable(message)
    total = 0
    for name in ["sum"] if one_key else ["sum-" + each for each in node.ids]:
        value = number_in((yield read_key(name)))
        if value is None:
            return unavailable(message)
        total += value
    return node.reply(message, {"type": "read_ok", "value": total})


node.run()
