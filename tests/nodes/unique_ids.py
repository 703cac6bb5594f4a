#!/usr/bin/env python3
"""Identifiers: the node's name, the time of its start, a counter. With --bad=counter the counter
alone, so that two nodes, or one that was restarted, give the same ones."""

import sys
import time

sys.dont_write_bytecode = True
from node import Node  # noqa: E402

node = Node()
started_ns = time.time_ns()
given = 0


@node.on("generate")
def generate(message):
    global given
    given += 1
    unique = given if "--bad=counter" in sys.argv else f"{node.id}-{started_ns}-{given}"
    node.reply(message, {"type": "generate_ok", "id": unique})


node.run()
