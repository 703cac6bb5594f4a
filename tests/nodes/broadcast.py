#!/usr/bin/env python3
"""Broadcast: each message goes to the neighbours, again and again until each of them has said that
it has it. With --bad=no-retry each message is sent once, and a partition swallows it."""

import sys

sys.dont_write_bytecode = True
from node import Node  # noqa: E402

RETRY_S = 0.2

node = Node()
seen = set()
neighbours = []
unconfirmed = {}  # neighbour -> messages that it has not confirmed
retries = "--bad=no-retry" not in sys.argv


def spread(messages, source=None):
    fresh = [message for message in messages if message not in seen]
    seen.update(fresh)
    for neighbour in neighbours:
        if fresh and neighbour != source:
            unconfirmed.setdefault(neighbour, set()).update(fresh)
            node.send(neighbour, {"type": "gossip", "messages": fresh})


@node.on("topology")
def topology(message):
    global neighbours
    neighbours = message["body"]["topology"][node.id]
    node.reply(message, {"type": "topology_ok"})


@node.on("broadcast")
def broadcast(message):
    spread([message["body"]["message"]])
    node.reply(message, {"type": "broadcast_ok"})


@node.on("gossip")
def gossip(message):
    spread(message["body"]["messages"], message["src"])
    if retries:
        confirmed = message["body"]["messages"]
        node.send(message["src"], {"type": "confirm", "messages": confirmed})


@node.on("confirm")
def confirm(message):
    unconfirmed.get(message["src"], set()).difference_update(message["body"]["messages"])


@node.on("read")
def read(message):
    node.reply(message, {"type": "read_ok", "messages": sorted(seen)})


def retry():
    for neighbour, messages in unconfirmed.items():
        if messages:
            node.send(neighbour, {"type": "gossip", "messages": sorted(messages)})


if retries:
    node.every(RETRY_S, retry)
node.run()
