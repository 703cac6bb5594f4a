#!/usr/bin/env python3
"""A key-value store that asks a service for everything: --service=lin-kv, seq-kv or lww-kv. As
linearizable as that service."""

import argparse
import sys

sys.dont_write_bytecode = True
from node import Node  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--service", default="lin-kv")
service = parser.parse_args().service
node = Node()


def forward(message):
    request = {name: value for name, value in message["body"].items() if name != "msg_id"}
    answer = yield node.call(service, request, timeout=5.0)
    if answer is not None:  # else the client finds out by itself that it does not know
        node.reply(message, answer)


for kind in ("read", "write", "cas"):
    node.on(kind)(forward)
node.run()
