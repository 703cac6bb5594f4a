#!/usr/bin/env python3
"""Echo. With --bad=other it says something else now and then."""

import sys

sys.dont_write_bytecode = True
from node import Node  # noqa: E402

node = Node()
echoed = 0


@node.on("echo")
def echo(message):
    global echoed
    echoed += 1
    said = message["body"]["echo"]
    if "--bad=other" in sys.argv and echoed % 5 == 0:
        said = "something else"
    node.reply(message, {"type": "echo_ok", "echo": said})


node.run()
