#!/usr/bin/env python3
"""Logs on the service lin-kv: one key for each log, a list of messages that is replaced as a whole,
and one for what was committed. --bad=reuse: the list is written without comparing, so that two
nodes give the same offset to two messages, and one of them is lost."""

import sys

sys.dont_write_bytecode = True
from node import KEY_DOES_NOT_EXIST, TEMPORARILY_UNAVAILABLE, Node  # noqa: E402

SERVICE = "lin-kv"

node = Node()
reuses = "--bad=reuse" in sys.argv


def value_in(answer, default):
    """None: the service did not answer."""
    if answer is None:
        return None
    if answer["type"] == "error":
        return default if answer["code"] == KEY_DOES_NOT_EXIST else None
    return answer["value"]


def read_key(name):
    return node.call(SERVICE, {"type": "read", "key": name})


def replace(name, before, after):
    request = {"type": "cas", "key": name, "from": before, "to": after}
    if reuses:
        request = {"type": "write", "key": name, "value": after}
    return node.call(SERVICE, {**request, "create_if_not_exists": True})


def unavailable(message):
    node.error(message, TEMPORARILY_UNAVAILABLE, SERVICE + " does not answer")


@node.on("send")
def send(message):
    name = "log-" + message["body"]["key"]
    while True:
        log = value_in((yield read_key(name)), [])
        if log is None:
            return unavailable(message)
        answer = yield replace(name, log, log + [message["body"]["msg"]])
        if answer is None:
            return None  # it may have been appended: nobody knows
        if answer["type"] != "error":
            return node.reply(message, {"type": "send_ok", "offset": len(log)})


@node.on("poll")
def poll(message):
    found = {}
    for name, first in message["body"]["offsets"].items():
        log = value_in((yield read_key("log-" + name)), [])
        if log is None:
            return unavailable(message)
        found[name] = [[offset, log[offset]] for offset in range(first, len(log))]
    return node.reply(message, {"type": "poll_ok", "msgs": found})


@node.on("commit_offsets")
def commit_offsets(message):
    for name, offset in message["body"]["offsets"].items():
        while True:
            before = value_in((yield read_key("committed-" + name)), -1)
            if before is None:
                return None  # some may be committed already
            if before >= offset:
                break
            answer = yield replace("committed-" + name, before, offset)
            if answer is None:
                return None
            if answer["type"] != "error":
                break
    return node.reply(message, {"type": "commit_offsets_ok"})


@node.on("list_committed_offsets")
def list_committed_offsets(message):
    offsets = {}
    for name in message["body"]["keys"]:
        offset = value_in((yield read_key("committed-" + name)), -1)
        if offset is None:
            return unavailable(message)
        if offset >= 0:
            offsets[name] = offset
    return node.reply(message, {"type": "list_committed_offsets_ok", "offsets": offsets})


node.run()
